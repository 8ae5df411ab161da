-- One campaign by day.
-- Grain: one row per day with events of the campaign.
-- Parameter campaign (default 1): its id.
SELECT
    date_key,
    impressions,
    clicks,
    round(ctr, 6) AS ctr,
    spend_amount,
    spend_at_time_amount
FROM gold.daily_campaign_performance
WHERE campaign_id = {campaign:Int32}
ORDER BY date_key
