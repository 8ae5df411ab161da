-- What a click of each campaign cost, the cheapest first; campaigns without clicks stand last.
-- Grain: one row per campaign that is there.
-- Parameters: none.
SELECT
    campaign_id,
    campaign_name,
    bid_amount,
    impressions,
    clicks,
    spend_amount,
    round(cpm, 4) AS cpm,
    round(cpc, 4) AS cpc
FROM gold.campaign_efficiency
ORDER BY cpc ASC NULLS LAST, campaign_id
