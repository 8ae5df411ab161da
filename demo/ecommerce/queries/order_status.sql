-- Orders by their present status, and their share in percent.
-- Grain: one row per status.
-- Parameters: none.
SELECT
    order_status,
    count() AS orders,
    round(100 * orders / sum(orders) OVER (), 2) AS percent
FROM gold.fact_order
GROUP BY order_status
ORDER BY orders DESC, order_status
