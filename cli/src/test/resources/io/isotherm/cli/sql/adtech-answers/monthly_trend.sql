SELECT date_trunc('month', day)::date AS month, sum(impressions), sum(clicks), sum(spend), pg_temp.ctr(sum(impressions)::bigint, sum(clicks)::bigint),
    sum(impressions) - lag(sum(impressions)) OVER (ORDER BY date_trunc('month', day)::date)
FROM days WHERE day > '1970-01-01' GROUP BY month ORDER BY month
