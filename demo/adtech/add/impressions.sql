-- Over the last week
INSERT INTO impressions (campaign_id, created_at)
SELECT pg_temp.option('campaign_id')::int, now() - pg_temp.chance('shown', n) * interval '7 days'
FROM generate_series(1, pg_temp.option('count')::bigint) AS n;
