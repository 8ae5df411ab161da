SELECT order_status, count(*) AS orders, round(100 * count(*) / (SELECT count(*) FROM orders)::float8 * 100) / 100
FROM orders GROUP BY order_status ORDER BY orders DESC, order_status
