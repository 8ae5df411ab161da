-- Rows with the edges of visits: flagged in every way; of nobody, of no place, of a place of another store; at midnight, without
-- a time or with one that no date has; without a receipt, with amounts that floats do not hold or that are none; points that
-- ended, end, or never do; a day with nothing but fraud, and days that will lose their only visit.
CREATE FUNCTION pg_temp.at(moment timestamp) RETURNS bigint LANGUAGE sql AS 'SELECT (extract(epoch FROM moment) * 1000)::bigint';

INSERT INTO stores (id, name, created_at) VALUES
    ('s1', ' North ', pg_temp.at('2025-02-01')), ('s2', 'Zoë & Söhne', pg_temp.at('2025-02-02')), ('s3', 'Silent', pg_temp.at('2025-02-03'));
INSERT INTO branches (id, store_id, name, city, created_at) VALUES
    ('b1', 's1', 'Old town', 'Riyadh', pg_temp.at('2025-02-01')), ('b2', 's1', 'Port ', NULL, pg_temp.at('2025-03-02 12:00')),
    ('b3', 's2', 'Station', 'جدة', pg_temp.at('2025-02-02'));
INSERT INTO cashiers (id, branch_id, name, created_at) VALUES
    ('c1', 'b1', 'Amal', pg_temp.at('2025-02-01')), ('c2', 'b2', 'Badr', pg_temp.at('2025-02-01')), ('c3', 'b3', 'Çelik', pg_temp.at('2025-02-02'));
INSERT INTO app_users (id, name, created_at) VALUES
    ('u1', 'Ann', pg_temp.at('2025-02-01')), ('u2', ' Ben', pg_temp.at('2025-02-01')), ('u3', NULL, pg_temp.at('2025-02-01')),
    ('u4', 'Never came', pg_temp.at('2025-02-01')), ('u5', 'Will leave', pg_temp.at('2025-02-01'));

INSERT INTO app_user_visits_fact (id, customer_id, store_id, branch_id, cashier_id, created_at, points, receipt, remaining, expires_at,
                                  expired, is_deleted, is_fraud, sync_mechanism, "countryCode", is_bulk_points)
SELECT id, customer, store, branch, cashier, pg_temp.at(moment), points, receipt, remaining, pg_temp.at(ends), expired, deleted, fraud, 'app', ' +966', NULL
FROM (VALUES
    ('v01', 'u1', 's1', 'b1', 'c1', timestamp '2025-03-01 10:00', 10::float8, 10.5::float8, 10::float8, timestamp '2025-03-31', 0, 0, 0),
    ('v02', 'u1', 's1', 'b1', 'c1', '2025-03-01 15:00', 4, 4.25, 2.5, '2025-03-31 23:59:59.999', 0, 0, 0),
    ('v03', 'u2', 's1', 'b1', 'c1', '2025-03-01 23:59:59.999', 0, 1.15, 0, '2025-04-01', NULL, 0, 0),
    ('v04', 'u2', 's2', 'b3', 'c3', '2025-03-02 00:00', 7, 7, 7, '2025-04-01', 0, 0, 0),
    ('v05', NULL, 's1', 'b1', 'c1', '2025-03-02 09:00', 5, 5, 5, '2025-04-01', 0, 0, 0),
    ('v06', 'u1', 's1', 'b2', 'c2', '2025-03-02 10:00', NULL, NULL, NULL, NULL, NULL, 0, 0),
    ('v07', 'u3', 's1', 'b1', 'c1', '2025-03-02 11:00', 70, 70, 70, '2025-04-01', 0, 1, 0),
    ('v08', 'u3', 's1', 'b1', 'c1', '2025-03-02 12:00', 500, 500.55, 500, '2025-04-01', 0, 0, 1),
    ('v09', 'u3', 's1', 'b1', 'c1', '2025-03-02 13:00', 80, 80, 80, '2025-04-01', 0, 1, 1),
    ('v10', 'u3', 's2', 'b3', 'c3', '2025-03-02 14:00', 90, NULL, 90, '2025-04-01', 0, 0, 2),
    ('v11', 'u3', 's2', 'b3', 'c3', '2025-03-03 12:00', 1, 1, 1, '2025-04-02', 0, 0, 0),
    ('v12', 'u3', 's2', 'b3', 'c3', '1969-12-31 23:59:59.999', 1, 2, 1, '2025-04-02', 0, 0, 0),
    ('v13', 'u3', 's2', 'b3', 'c3', '2150-01-01', 1, 4, 1, '2150-01-01', 0, 0, 0),
    ('v14', 'u2', 's2', 'b3', 'c3', '2025-03-03 12:00', 'Infinity', 'NaN', '-Infinity', '2025-04-02', 0, 0, 0),
    ('v15', 'u2', NULL, NULL, NULL, '2025-03-05 12:00', 3, 3.3, 3, '2025-04-02', 0, 0, 0),
    ('v16', 'u2', 's2', 'b1', 'c1', '2025-03-05 13:00', 2, 2.2, 2, '2025-04-03', 0, 0, 0),
    ('v17', 'u1', 's1', 'b1', 'c1', '2025-03-21 08:00', 6, 6.6, 6, '2025-04-20', 0, 0, 0),
    ('v18', 'u3', 's1', 'b1', 'c1', '2025-03-21 09:00', 60, 60.6, 60, '2025-04-20', 0, 0, 1),
    ('v19', NULL, 's1', 'b2', 'c2', '2025-03-21 00:00', 1, NULL, 1, '2025-04-20', 0, 0, 0),
    ('v20', 'u1', 's1', 'b1', 'c1', '2025-03-04 08:00', 3, 3, 3, '2025-03-10', 1, 0, 0),
    ('v21', 'u1', 's1', 'b1', 'c1', '2025-03-04 09:00', 4, 4, 4, '2025-03-10', 0, 0, 0),
    ('v22', 'u2', 's1', 'b1', 'c1', '2025-03-06 09:00', 7, 7, 7, NULL, 0, 0, 0),
    ('v23', 'u2', 's1', 'b1', 'c1', '2025-03-04 10:00', 0.1::float8 + 0.2, 0.125, 0.005, '2025-04-03', 0, 0, 0),
    ('v24', 'u2', 's1', 'b1', 'c1', '2025-03-07 10:00', 9, 9, 9, '2025-04-03', 0, 0, 1),
    ('v25', 'u1', 's1', 'b1', 'c1', '2025-03-10 10:00', -3, -3.25, 0, NULL, 0, 0, 0),
    ('v26', 'u5', 's1', 'b1', 'c1', '2025-03-11 10:00', 2, 2, 2, '2025-04-03', 0, 0, 0)
) AS rows (id, customer, store, branch, cashier, moment, points, receipt, remaining, ends, expired, deleted, fraud);

-- The trigger gives a time to what is inserted without one
UPDATE app_user_visits_fact SET created_at = NULL WHERE id = 'v11';
