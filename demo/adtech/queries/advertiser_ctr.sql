-- Campaigns, budgets and the overall CTR of advertisers, the best first. A budget counts once.
-- Grain: one row per advertiser; campaigns of nobody are those of advertiser 0.
-- Parameters: none.
SELECT
    advertiser_id,
    advertiser_name,
    campaigns,
    total_budget_amount,
    impressions,
    clicks,
    round(ctr, 6) AS ctr
FROM gold.advertiser_overview
ORDER BY ctr DESC, impressions DESC, advertiser_id
