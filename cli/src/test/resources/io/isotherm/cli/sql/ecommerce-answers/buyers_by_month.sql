SELECT date_trunc('month', o.created_at)::date AS month, count(DISTINCT o.user_id),
    count(DISTINCT o.user_id) FILTER (WHERE date_trunc('month', f.first) = date_trunc('month', o.created_at)),
    count(DISTINCT o.user_id) FILTER (WHERE date_trunc('month', f.first) < date_trunc('month', o.created_at))
FROM orders o JOIN (SELECT user_id, min(created_at) AS first FROM orders GROUP BY user_id) f USING (user_id)
GROUP BY month ORDER BY month
