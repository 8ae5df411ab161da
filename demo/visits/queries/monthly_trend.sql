-- All stores by month, each with its change of receipts against the month with visits before it.
-- Visits without a time are left out. A customer of several days counts once.
-- Grain: one row per month with visits.
-- Parameters: none.
WITH months AS (
    SELECT
        toStartOfMonth(facts.date_key) AS month,
        count() AS visits,
        uniqExact(facts.customer_id) AS customers,
        sum(facts.points) AS points,
        count(facts.receipt_amount) AS receipts,
        coalesce(sum(facts.receipt_amount), 0) AS receipt_amount
    FROM gold.fact_visit AS facts
    WHERE facts.visit_time IS NOT NULL
    GROUP BY month
)

SELECT
    month,
    visits,
    customers,
    points,
    receipts,
    receipt_amount,
    receipt_amount - lagInFrame(toNullable(receipt_amount)) OVER (
        ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS receipt_amount_change
FROM months
ORDER BY month
