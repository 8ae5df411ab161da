SELECT hour, count(*) FILTER (WHERE kind = 1), count(*) FILTER (WHERE kind = 2), pg_temp.ctr(count(*) FILTER (WHERE kind = 1), count(*) FILTER (WHERE kind = 2)),
    pg_temp.hundredths(100 * count(*) / (sum(count(*)) OVER ())::float8)
FROM events WHERE hour IS NOT NULL AND day <= '${to}' GROUP BY hour ORDER BY hour
