SELECT coalesce(cashier_id, ''), coalesce(trim(max(cashiers.name)), 'Unknown'), count(*), count(DISTINCT customer_id), coalesce(sum(points), 0), count(receipt), coalesce(sum(receipt), 0)
FROM visits LEFT JOIN cashiers ON cashiers.id = cashier_id
WHERE fraud = 0 AND day BETWEEN '${from}' AND '${to}' GROUP BY cashier_id ORDER BY coalesce(sum(receipt), 0) DESC, 1
