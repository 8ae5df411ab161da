-- CTR by campaign over all days, the best first.
-- Grain: one row per campaign; events without a campaign are campaign 0.
-- Parameters: none.
SELECT
    campaign_id,
    campaign_name,
    advertiser_name,
    impressions,
    clicks,
    round(ctr, 6) AS ctr
FROM gold.fct_campaign_ctr
ORDER BY ctr DESC, impressions DESC, campaign_id
