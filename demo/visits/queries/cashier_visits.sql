-- Visits, customers, points and receipts of cashiers, the greatest receipts first. A customer of several days counts once.
-- Grain: one row per cashier with visits; visits without one have the id ''.
-- Parameter from (default 1970-01-01): the first UTC day.
-- Parameter to (default today): the last UTC day.
WITH cashiers AS (
    SELECT
        cashier_id,
        name
    FROM gold.dim_cashier
    ORDER BY version_number DESC
    LIMIT 1 BY cashier_id
)

SELECT
    facts.cashier_id AS cashier_id,
    coalesce(nullIf(any(cashiers.name), ''), 'Unknown') AS cashier_name,
    count() AS visits,
    uniqExact(facts.customer_id) AS customers,
    sum(facts.points) AS points,
    count(facts.receipt_amount) AS receipts,
    coalesce(sum(facts.receipt_amount), 0) AS receipt_amount
FROM gold.fact_visit AS facts
LEFT JOIN cashiers ON facts.cashier_id = cashiers.cashier_id
WHERE facts.date_key BETWEEN {from:Date} AND {to:Date}
GROUP BY cashier_id
ORDER BY receipt_amount DESC, cashier_id
