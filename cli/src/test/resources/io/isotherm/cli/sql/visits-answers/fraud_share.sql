SELECT coalesce(store_id, ''), coalesce(trim(max(stores.name)), 'Unknown'), count(*) FILTER (WHERE fraud = 0), count(*) FILTER (WHERE fraud <> 0),
    round((count(*) FILTER (WHERE fraud <> 0))::float8 / count(*) * 1000000)::numeric / 1000000 AS share, coalesce(sum(receipt) FILTER (WHERE fraud <> 0), 0)
FROM visits LEFT JOIN stores ON stores.id = store_id WHERE day BETWEEN '${from}' AND '${to}' GROUP BY store_id ORDER BY share DESC, 1
