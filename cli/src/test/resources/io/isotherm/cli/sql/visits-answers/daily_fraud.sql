SELECT day, count(*) FILTER (WHERE fraud = 0), count(*) FILTER (WHERE fraud <> 0), round((count(*) FILTER (WHERE fraud <> 0))::float8 / count(*) * 1000000)::numeric / 1000000
FROM visits WHERE day BETWEEN '${from}' AND '${to}' GROUP BY day ORDER BY day
