-- One branch by day.
-- Grain: one row per day with visits to the branch, and per branch if several have the name.
-- Parameter branch (default Branch 1): its name.
SELECT
    date_key,
    branch_id,
    visits,
    customers,
    points,
    receipts,
    receipt_amount
FROM gold.daily_branch_visits
WHERE branch_name = {branch:String}
ORDER BY date_key, branch_id
