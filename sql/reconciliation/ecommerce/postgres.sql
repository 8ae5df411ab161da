-- What gold must show, found in Postgres by plain SQL: figure, day (UTC), value. Days without anything are left out.
-- The answer goes to ops.source_figures with one measured_at; the test equals_postgres compares the newest.
WITH first_orders AS (
    SELECT user_id, min(created_at)::date AS day FROM orders GROUP BY user_id
),

last_payments AS (
    SELECT DISTINCT ON (order_id) order_id, status
    FROM payments
    ORDER BY order_id, payment_date DESC NULLS LAST, payment_id DESC
)

SELECT 'orders' AS figure, created_at::date AS day, count(*)::numeric AS value
FROM orders
GROUP BY day

UNION ALL

SELECT 'revenue', orders.created_at::date, sum(quantity * price)
FROM order_items JOIN orders USING (order_id)
WHERE order_status = 'completed'
GROUP BY orders.created_at::date

UNION ALL

SELECT 'items', orders.created_at::date, sum(quantity)
FROM order_items JOIN orders USING (order_id)
GROUP BY orders.created_at::date

UNION ALL

SELECT 'unpaid_orders', created_at::date, count(*)
FROM orders JOIN last_payments USING (order_id)
WHERE status <> 'completed'
GROUP BY created_at::date

UNION ALL

SELECT 'active_users', created_at::date, count(DISTINCT user_id)
FROM orders
GROUP BY created_at::date

UNION ALL

SELECT 'new_users', created_at::date, count(*)
FROM users
GROUP BY created_at::date

UNION ALL

SELECT 'new_buyers', day, count(*)
FROM first_orders
GROUP BY day

ORDER BY day, figure
