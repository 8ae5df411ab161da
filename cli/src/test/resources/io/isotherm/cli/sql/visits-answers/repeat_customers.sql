SELECT day, count(*), count(*) FILTER (WHERE day = first_day), count(*) FILTER (WHERE day > first_day),
    round((count(*) FILTER (WHERE day > first_day))::float8 / count(*) * 1000000)::numeric / 1000000
FROM (SELECT day, customer_id, min(day) OVER (PARTITION BY customer_id) AS first_day
      FROM visits WHERE fraud = 0 AND timed AND customer_id IS NOT NULL GROUP BY day, customer_id) AS days
WHERE day BETWEEN '${from}' AND '${to}' GROUP BY day ORDER BY day
