SELECT CASE WHEN extract(isodow FROM day) >= 6 THEN 'weekend' ELSE 'weekday' END AS kind, count(DISTINCT day), sum(impressions), sum(clicks), sum(spend),
    pg_temp.ctr(sum(impressions)::bigint, sum(clicks)::bigint), pg_temp.hundredths(sum(impressions)::float8 / count(DISTINCT day))
FROM days WHERE day > '1970-01-01' GROUP BY kind ORDER BY kind
