SELECT CASE kind WHEN 1 THEN 'impression' ELSE 'click' END, count(*), pg_temp.hundredths(100 * count(*) / (sum(count(*)) OVER ())::float8) FROM events WHERE day <= '${to}' GROUP BY kind ORDER BY kind
