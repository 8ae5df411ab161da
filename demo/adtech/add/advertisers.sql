INSERT INTO advertiser (name) SELECT 'New advertiser ' || n FROM generate_series(1, pg_temp.option('count')::bigint) AS n;
