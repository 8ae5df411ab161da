SELECT customer_id, trim(max(app_users.name)), count(*), count(DISTINCT day) FILTER (WHERE timed), count(DISTINCT day) FILTER (WHERE timed) > 1,
    min(day) FILTER (WHERE timed), max(day) FILTER (WHERE timed), coalesce(sum(points), 0), count(receipt), coalesce(sum(receipt), 0),
    coalesce(sum(remaining) FILTER (WHERE NOT ended AND coalesce(expires > 1742558400000, true)), 0)
FROM visits LEFT JOIN app_users ON app_users.id = customer_id
WHERE fraud = 0 AND customer_id IS NOT NULL GROUP BY customer_id ORDER BY coalesce(sum(receipt), 0) DESC, customer_id LIMIT ${limit}
