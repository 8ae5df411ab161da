-- Campaigns that run today, with what is left of their budgets, the least first.
-- Grain: one row per campaign that runs today.
-- Parameters: none.
SELECT
    campaign_id,
    campaign_name,
    advertiser_name,
    start_date,
    end_date,
    budget_amount,
    spend_amount,
    remaining_budget_amount,
    budget_used_percent
FROM gold.campaign_efficiency
WHERE is_active
ORDER BY remaining_budget_amount, campaign_id
