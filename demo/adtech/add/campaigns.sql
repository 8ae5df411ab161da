-- They begin today and run for 7 to 30 days.
INSERT INTO campaign (name, bid, budget, start_date, end_date, advertiser_id)
SELECT 'New campaign ' || n, round((0.5 + 4.5 * pg_temp.chance('bid', n))::numeric, 2), round((50 + 450 * pg_temp.chance('budget', n))::numeric, 2),
       now()::date, now()::date + 7 + pg_temp.pick('duration', n, 24)::int, pg_temp.option('advertiser_id')::int
FROM generate_series(1, pg_temp.option('count')::bigint) AS n;
