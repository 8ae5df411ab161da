SELECT o.created_at::date AS day, count(DISTINCT o.order_id), count(DISTINCT o.order_id) FILTER (WHERE o.order_status = 'completed'),
    coalesce(sum(i.quantity * i.price) FILTER (WHERE o.order_status = 'completed'), 0)
FROM orders o LEFT JOIN order_items i USING (order_id) GROUP BY day ORDER BY day DESC
