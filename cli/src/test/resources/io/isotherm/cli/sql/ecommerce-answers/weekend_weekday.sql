SELECT CASE WHEN extract(isodow FROM day) >= 6 THEN 'weekend' ELSE 'weekday' END AS kind, count(*), sum(revenue),
    round(sum(revenue)::float8 / count(*) * 100) / 100
FROM (SELECT o.created_at::date AS day, coalesce(sum(i.quantity * i.price) FILTER (WHERE o.order_status = 'completed'), 0) AS revenue
    FROM orders o LEFT JOIN order_items i USING (order_id) GROUP BY day) AS days
GROUP BY kind ORDER BY kind
