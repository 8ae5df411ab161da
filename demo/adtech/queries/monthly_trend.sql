-- All campaigns by month, each with its change of impressions against the month with events before it.
-- Events without a time are left out.
-- Grain: one row per month with events.
-- Parameters: none.
WITH months AS (
    SELECT
        toStartOfMonth(date_key) AS month,
        sum(impressions) AS all_impressions,
        sum(clicks) AS all_clicks,
        sum(spend_amount) AS all_spend
    FROM gold.daily_campaign_performance
    WHERE date_key > '1970-01-01'
    GROUP BY month
)

SELECT
    month,
    all_impressions AS impressions,
    all_clicks AS clicks,
    all_spend AS spend_amount,
    round(multiIf(all_clicks = 0, 0., all_clicks >= all_impressions, 1., all_clicks / all_impressions), 6) AS ctr,
    toInt64(all_impressions) - lagInFrame(toNullable(toInt64(all_impressions))) OVER (
        ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS impressions_change
FROM months
ORDER BY month
