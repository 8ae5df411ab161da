SELECT CASE WHEN duration IS NULL THEN 'open' WHEN duration <= 7 THEN '1-7 days' WHEN duration <= 14 THEN '8-14 days' WHEN duration <= 30 THEN '15-30 days' ELSE 'longer' END AS class,
    count(*), pg_temp.hundredths(avg(duration)::float8), sum(impressions), sum(clicks), sum(spend), pg_temp.ctr(sum(impressions)::bigint, sum(clicks)::bigint)
FROM campaigns GROUP BY class ORDER BY min(coalesce(duration, 1000000))
