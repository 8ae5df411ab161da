SELECT day, count(*), count(DISTINCT customer_id), coalesce(sum(points), 0), count(receipt), coalesce(sum(receipt), 0), round(sum(receipt)::float8 / nullif(count(receipt), 0) * 10000)::numeric / 10000
FROM visits WHERE fraud = 0 AND day BETWEEN '${from}' AND '${to}' GROUP BY day ORDER BY day DESC
