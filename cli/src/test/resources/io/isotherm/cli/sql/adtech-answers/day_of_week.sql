SELECT extract(isodow FROM day) AS number, to_char(day, 'FMDay'), sum(impressions), sum(clicks), pg_temp.ctr(sum(impressions)::bigint, sum(clicks)::bigint)
FROM days WHERE day > '1970-01-01' GROUP BY number, to_char ORDER BY number
