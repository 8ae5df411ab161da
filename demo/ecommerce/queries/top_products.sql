-- The products that brought most in completed orders.
-- Grain: one row per product.
-- Parameter limit (default 10): how many.
SELECT
    products.product_id AS product_id,
    argMax(products.name, products.version_number) AS name,
    sum(items.quantity) AS items_sold,
    sum(items.total_amount) AS revenue_amount
FROM gold.fact_order_detail AS items
INNER JOIN gold.fact_order AS orders ON items.order_id = orders.order_id
INNER JOIN gold.dim_product AS products ON items.product_key = products.product_key
WHERE orders.order_status = 'completed'
GROUP BY product_id
ORDER BY revenue_amount DESC, product_id
LIMIT {limit:UInt32}
