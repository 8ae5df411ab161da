-- Completed orders and their revenue by day, the newest first.
-- Grain: one row per day with orders.
-- Parameter from (default 1970-01-01): the first day.
-- Parameter to (default today): the last day.
WITH counted AS (
    SELECT
        date_key,
        count() AS all_orders,
        countIf(order_status = 'completed') AS completed
    FROM gold.fact_order
    WHERE date_key BETWEEN {from:Date} AND {to:Date}
    GROUP BY date_key
),

revenues AS (
    SELECT
        date_key,
        sum(total_revenue) AS revenue
    FROM gold.daily_transaction
    WHERE date_key BETWEEN {from:Date} AND {to:Date}
    GROUP BY date_key
)

SELECT
    counted.date_key AS date_key,
    counted.all_orders AS orders,
    counted.completed AS completed_orders,
    revenues.revenue AS revenue_amount
FROM counted
INNER JOIN revenues ON counted.date_key = revenues.date_key
ORDER BY date_key DESC
