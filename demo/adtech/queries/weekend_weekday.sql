-- Weekends against weekdays: sums, means by day with events, and CTR from the sums.
-- Events without a time are left out.
-- Grain: one row for weekends and one for weekdays.
-- Parameters: none.
WITH kinds AS (
    SELECT
        dates.is_weekend AS is_weekend,
        uniqExact(days.date_key) AS days_with_events,
        sum(days.impressions) AS all_impressions,
        sum(days.clicks) AS all_clicks,
        sum(days.spend_amount) AS all_spend
    FROM gold.fct_daily_summary AS days
    INNER JOIN gold.dim_date AS dates ON days.date_key = dates.date_key
    WHERE days.date_key > '1970-01-01'
    GROUP BY is_weekend
)

SELECT
    if(is_weekend, 'weekend', 'weekday') AS kind,
    days_with_events AS days,
    all_impressions AS impressions,
    all_clicks AS clicks,
    all_spend AS spend_amount,
    round(multiIf(all_clicks = 0, 0., all_clicks >= all_impressions, 1., all_clicks / all_impressions), 6) AS ctr,
    round(all_impressions / days, 2) AS impressions_per_day
FROM kinds
ORDER BY kind
