-- Campaigns, budgets, spend and what is left of advertisers, the greatest spend first. A budget counts once.
-- Grain: one row per advertiser; campaigns of nobody are those of advertiser 0.
-- Parameters: none.
SELECT
    advertiser_id,
    advertiser_name,
    campaigns,
    active_campaigns,
    impressions,
    clicks,
    round(ctr, 6) AS ctr,
    total_budget_amount,
    total_spend_amount,
    remaining_budget_amount
FROM gold.advertiser_overview
ORDER BY total_spend_amount DESC, advertiser_id
