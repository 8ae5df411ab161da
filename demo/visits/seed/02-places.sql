-- 3 stores per scale with 2 branches each, 3 cashiers in a branch, and 300 customers.
INSERT INTO stores (id, name, created_at)
SELECT pg_temp.id_of('store', s), 'Store ' || s, pg_temp.millis(0) FROM generate_series(1, pg_temp.scaled(3)) AS s;

INSERT INTO branches (id, store_id, name, city, created_at)
SELECT pg_temp.id_of('branch', b), pg_temp.id_of('store', (b + 1) / 2), 'Branch ' || b,
       pg_temp.choose('city', b, ARRAY ['Riyadh', 'جدة', 'Ad-Dammam', 'Al ''Ula']), pg_temp.millis(0)
FROM generate_series(1, pg_temp.scaled(6)) AS b;

INSERT INTO cashiers (id, branch_id, name, created_at)
SELECT pg_temp.id_of('cashier', c), pg_temp.id_of('branch', (c + 2) / 3), 'Cashier ' || c, pg_temp.millis(0)
FROM generate_series(1, pg_temp.scaled(18)) AS c;

INSERT INTO app_users (id, name, phone_number, created_at)
SELECT pg_temp.id_of('customer', u), 'Customer ' || u, '05' || to_char(pg_temp.pick('phone', u, 100000000), 'FM00000000'),
       pg_temp.millis(u::float8 / pg_temp.scaled(300) / 2)
FROM generate_series(1, pg_temp.scaled(300)) AS u;
