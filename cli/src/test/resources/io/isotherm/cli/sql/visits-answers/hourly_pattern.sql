SELECT hour, count(*), round((100 * count(*))::float8 / (sum(count(*)) OVER ())::float8 * 100)::numeric / 100
FROM visits WHERE fraud = 0 AND timed AND day BETWEEN '${from}' AND '${to}' GROUP BY hour ORDER BY hour
