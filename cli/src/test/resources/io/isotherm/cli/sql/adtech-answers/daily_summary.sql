SELECT day, count(*), sum(impressions), sum(clicks), pg_temp.ctr(sum(impressions)::bigint, sum(clicks)::bigint), sum(spend),
    pg_temp.ratio(sum(spend) * 1000, sum(impressions)::bigint), pg_temp.ratio(sum(spend), sum(clicks)::bigint)
FROM days WHERE day <= '${to}' GROUP BY day ORDER BY day DESC
