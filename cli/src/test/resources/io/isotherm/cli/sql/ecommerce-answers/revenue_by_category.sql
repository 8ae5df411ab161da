SELECT coalesce(c.name, 'Unknown') COLLATE "C" AS category, coalesce(sum(i.quantity) FILTER (WHERE o.order_status = 'completed'), 0),
    coalesce(sum(i.quantity * i.price) FILTER (WHERE o.order_status = 'completed'), 0) AS revenue
FROM orders o LEFT JOIN order_items i USING (order_id) LEFT JOIN products p USING (product_id) LEFT JOIN categories c USING (category_id)
GROUP BY category ORDER BY revenue DESC, category
