-- Users who ordered, by month: for the first time, and again.
-- Grain: one row per month with orders.
-- Parameters: none.
WITH firsts AS (
    SELECT
        user_id,
        min(date_key) AS first_day
    FROM gold.fact_order
    GROUP BY user_id
)

SELECT
    toStartOfMonth(orders.date_key) AS month,
    uniqExact(orders.user_id) AS buyers,
    uniqExactIf(orders.user_id, toStartOfMonth(firsts.first_day) = month) AS new_buyers,
    buyers - new_buyers AS returning_buyers
FROM gold.fact_order AS orders
INNER JOIN firsts ON orders.user_id = firsts.user_id
GROUP BY month
ORDER BY month
