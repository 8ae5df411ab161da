-- Visits, customers, points and receipts of branches, the greatest receipts first. A customer of several days counts once.
-- Grain: one row per branch with visits; visits without one have the id ''.
-- Parameter from (default 1970-01-01): the first UTC day.
-- Parameter to (default today): the last UTC day.
WITH branches AS (
    SELECT
        branch_id,
        name,
        city
    FROM gold.dim_branch
    ORDER BY version_number DESC
    LIMIT 1 BY branch_id
)

SELECT
    facts.branch_id AS branch_id,
    coalesce(nullIf(any(branches.name), ''), 'Unknown') AS branch_name,
    any(branches.city) AS city,
    count() AS visits,
    uniqExact(facts.customer_id) AS customers,
    sum(facts.points) AS points,
    count(facts.receipt_amount) AS receipts,
    coalesce(sum(facts.receipt_amount), 0) AS receipt_amount
FROM gold.fact_visit AS facts
LEFT JOIN branches ON facts.branch_id = branches.branch_id
WHERE facts.date_key BETWEEN {from:Date} AND {to:Date}
GROUP BY branch_id
ORDER BY receipt_amount DESC, branch_id
