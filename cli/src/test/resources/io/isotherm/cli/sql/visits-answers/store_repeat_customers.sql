SELECT coalesce(store_id, ''), coalesce(trim(max(stores.name)), 'Unknown'), count(*), count(*) FILTER (WHERE days > 1),
    round((count(*) FILTER (WHERE days > 1))::float8 / count(*) * 1000000)::numeric / 1000000 AS share
FROM (SELECT store_id, customer_id, count(DISTINCT day) FILTER (WHERE timed) AS days
      FROM visits WHERE fraud = 0 AND customer_id IS NOT NULL GROUP BY store_id, customer_id) AS customers
LEFT JOIN stores ON stores.id = store_id GROUP BY store_id ORDER BY share DESC, 1
