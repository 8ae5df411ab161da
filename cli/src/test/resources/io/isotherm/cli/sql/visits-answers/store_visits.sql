SELECT coalesce(store_id, ''), coalesce(trim(max(stores.name)), 'Unknown'), count(*), count(DISTINCT customer_id), coalesce(sum(points), 0), count(receipt), coalesce(sum(receipt), 0)
FROM visits LEFT JOIN stores ON stores.id = store_id
WHERE fraud = 0 AND day BETWEEN '${from}' AND '${to}' GROUP BY store_id ORDER BY coalesce(sum(receipt), 0) DESC, 1
