-- Days on which a campaign has more clicks than impressions: events that came late, twice, or on the other day of midnight.
-- Grain: one row per campaign and such a day.
-- Parameters: none.
SELECT
    date_key,
    campaign_id,
    campaign_name,
    impressions,
    clicks
FROM gold.daily_campaign_performance
WHERE are_clicks_above_impressions
ORDER BY date_key, campaign_id
