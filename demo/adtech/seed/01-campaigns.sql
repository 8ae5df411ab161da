-- Advertisers with their campaigns of 7 to 30 days, which began 7 to 14 days ago: some have ended.
INSERT INTO advertiser (id, name, created_at, updated_at)
SELECT a, pg_temp.choose('advertiser', a, ARRAY ['Nørd & Co', 'L''Atelier', 'Blue "Sky" Ltd', '青空', 'Acme', 'Ulica']) || ' ' || a,
       pg_temp.moment(0), pg_temp.moment(0)
FROM generate_series(1, pg_temp.scaled(pg_temp.option('advertisers')::bigint)) AS a;

INSERT INTO campaign (id, name, bid, budget, start_date, end_date, advertiser_id, created_at, updated_at)
SELECT c,
       pg_temp.choose('campaign', c, ARRAY ['Spring sale', 'Back to school', 'Rentrée ''26', 'Launch "X"', 'Brand, always on']) || ' ' || c,
       round((0.5 + 4.5 * pg_temp.chance('bid', c))::numeric, 2),
       round((50 + 450 * pg_temp.chance('budget', c))::numeric, 2),
       start_date,
       start_date + 7 + pg_temp.pick('duration', c, 24)::int,
       advertiser.id,
       planned_at,
       planned_at
FROM advertiser
     CROSS JOIN generate_series(1, pg_temp.option('campaigns')::bigint) AS n
     CROSS JOIN LATERAL (SELECT (advertiser.id - 1) * pg_temp.option('campaigns')::bigint + n AS c) AS number
     CROSS JOIN LATERAL (SELECT now()::date - 7 - pg_temp.pick('start', c, 8)::int AS start_date) AS s
     CROSS JOIN LATERAL (SELECT start_date - pg_temp.chance('planned', c) * interval '5 days' AS planned_at) AS p
ORDER BY c;

SELECT setval('advertiser_id_seq', greatest(1, (SELECT max(id) FROM advertiser))), setval('campaign_id_seq', greatest(1, (SELECT max(id) FROM campaign)));
