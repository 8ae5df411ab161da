-- Campaigns that have used at least so much of their budget, whether they run or not, the most first.
-- Grain: one row per campaign.
-- Parameter percent (default 80): the least use, in percent.
SELECT
    campaign_id,
    campaign_name,
    is_active,
    budget_amount,
    spend_amount,
    remaining_budget_amount,
    budget_used_percent
FROM gold.campaign_efficiency
WHERE budget_used_percent >= {percent:Float64}
ORDER BY budget_used_percent DESC, campaign_id
