SELECT expires_day, coalesce(store_id, ''), coalesce(trim(max(stores.name)), 'Unknown'), count(*), count(DISTINCT customer_id), sum(remaining)
FROM visits LEFT JOIN stores ON stores.id = store_id
WHERE fraud = 0 AND remaining > 0 AND NOT ended AND expires_day >= date '${from}' AND expires_day < date '${from}' + ${days}
GROUP BY expires_day, store_id ORDER BY expires_day, 2
