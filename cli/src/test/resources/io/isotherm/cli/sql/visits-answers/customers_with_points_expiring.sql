SELECT customer_id, trim(max(app_users.name)), sum(remaining), min(expires_day) FROM visits LEFT JOIN app_users ON app_users.id = customer_id
WHERE fraud = 0 AND customer_id IS NOT NULL AND remaining > 0 AND NOT ended AND expires_day >= date '${from}' AND expires_day < date '${from}' + ${days}
GROUP BY customer_id ORDER BY sum(remaining) DESC, customer_id LIMIT ${limit}
