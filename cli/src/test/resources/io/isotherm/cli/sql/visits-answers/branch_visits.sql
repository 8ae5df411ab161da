SELECT coalesce(branch_id, ''), coalesce(trim(max(branches.name)), 'Unknown'), max(branches.city), count(*), count(DISTINCT customer_id), coalesce(sum(points), 0), count(receipt), coalesce(sum(receipt), 0)
FROM visits LEFT JOIN branches ON branches.id = branch_id
WHERE fraud = 0 AND day BETWEEN '${from}' AND '${to}' GROUP BY branch_id ORDER BY coalesce(sum(receipt), 0) DESC, 1
