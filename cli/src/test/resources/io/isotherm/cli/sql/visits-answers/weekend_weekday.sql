SELECT CASE WHEN extract(isodow FROM day) > 5 THEN 'weekend' ELSE 'weekday' END AS kind, count(DISTINCT day), count(*), coalesce(sum(points), 0),
    coalesce(sum(receipt), 0), round(count(*)::float8 / count(DISTINCT day) * 100)::numeric / 100
FROM visits WHERE fraud = 0 AND timed GROUP BY kind ORDER BY kind
