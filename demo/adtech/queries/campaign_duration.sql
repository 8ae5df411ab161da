-- Campaigns by how long they are planned: up to 7 days, 14, 30, longer, or without an end.
-- Grain: one row per class of duration with campaigns.
-- Parameters: none.
WITH classes AS (
    SELECT
        multiIf(
            duration_days IS NULL, 'open',
            duration_days <= 7, '1-7 days',
            duration_days <= 14, '8-14 days',
            duration_days <= 30, '15-30 days',
            'longer'
        ) AS duration,
        min(coalesce(duration_days, 1000000)) AS shortest,
        count() AS campaigns,
        avg(duration_days) AS mean_days,
        sum(impressions) AS all_impressions,
        sum(clicks) AS all_clicks,
        sum(spend_amount) AS all_spend
    FROM gold.campaign_efficiency
    GROUP BY duration
)

SELECT
    duration,
    campaigns,
    round(mean_days, 2) AS mean_days,
    all_impressions AS impressions,
    all_clicks AS clicks,
    all_spend AS spend_amount,
    round(multiIf(all_clicks = 0, 0., all_clicks >= all_impressions, 1., all_clicks / all_impressions), 6) AS ctr
FROM classes
ORDER BY shortest
