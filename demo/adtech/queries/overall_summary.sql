-- All campaigns over all days: CTR, CPM and CPC from the sums.
-- Grain: one row.
-- Parameters: none.
WITH totals AS (
    SELECT
        sum(impressions) AS all_impressions,
        sum(clicks) AS all_clicks,
        sum(spend_amount) AS all_spend,
        uniqExactIf(campaign_id, campaign_id != 0) AS campaigns_with_events
    FROM gold.daily_campaign_performance
)

SELECT
    campaigns_with_events,
    all_impressions AS impressions,
    all_clicks AS clicks,
    all_spend AS spend_amount,
    round(multiIf(all_clicks = 0, 0., all_clicks >= all_impressions, 1., all_clicks / all_impressions), 6) AS ctr,
    round(if(all_impressions = 0, NULL, toFloat64(all_spend) * 1000 / all_impressions), 4) AS cpm,
    round(if(all_clicks = 0, NULL, toFloat64(all_spend) / all_clicks), 4) AS cpc
FROM totals
