-- Every campaign on one day.
-- Grain: one row per campaign with events that day.
-- Parameter day (default yesterday): the UTC day.
SELECT
    campaign_id,
    campaign_name,
    impressions,
    clicks,
    round(ctr, 6) AS ctr,
    spend_amount,
    round(cpm, 4) AS cpm,
    round(cpc, 4) AS cpc
FROM gold.daily_campaign_performance
WHERE date_key = {day:Date}
ORDER BY impressions DESC, campaign_id
