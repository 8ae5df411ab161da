-- CTR by campaign, over all days or on one of them, the best first.
-- Grain: one row per campaign, also without events; events without a campaign are campaign 0.
-- Parameter day (default none): the UTC day; without it all days.
WITH totals AS (
    SELECT
        campaign_id,
        sum(impressions) AS all_impressions,
        sum(clicks) AS all_clicks
    FROM gold.daily_campaign_performance
    WHERE {day:Nullable(Date)} IS NULL OR date_key = {day:Nullable(Date)}
    GROUP BY campaign_id
)

SELECT
    campaigns.campaign_id AS campaign_id,
    campaigns.campaign_name AS campaign_name,
    campaigns.advertiser_name AS advertiser_name,
    all_impressions AS impressions,
    all_clicks AS clicks,
    round(multiIf(all_clicks = 0, 0., all_clicks >= all_impressions, 1., all_clicks / all_impressions), 6) AS ctr
FROM gold.fct_campaign_ctr AS campaigns
LEFT JOIN totals ON campaigns.campaign_id = totals.campaign_id
ORDER BY ctr DESC, impressions DESC, campaign_id
