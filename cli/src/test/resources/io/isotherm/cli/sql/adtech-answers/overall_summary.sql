SELECT count(DISTINCT campaign) FILTER (WHERE campaign > 0), sum(impressions), sum(clicks), sum(spend), pg_temp.ctr(sum(impressions)::bigint, sum(clicks)::bigint),
    pg_temp.ratio(sum(spend) * 1000, sum(impressions)::bigint), pg_temp.ratio(sum(spend), sum(clicks)::bigint)
FROM days
