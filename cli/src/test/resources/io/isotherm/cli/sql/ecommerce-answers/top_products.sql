SELECT p.product_id, p.name, sum(i.quantity), sum(i.quantity * i.price) AS revenue
FROM order_items i JOIN orders o USING (order_id) JOIN products p USING (product_id)
WHERE o.order_status = 'completed' GROUP BY p.product_id ORDER BY revenue DESC, p.product_id LIMIT ${limit}
