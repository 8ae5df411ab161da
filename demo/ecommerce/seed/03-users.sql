-- 2,000 users per scale: User 2 .. User 2001 and so on. The i-th signed up i / n of the way through the days.
INSERT INTO users (user_id, name, email, password_hash, phone, created_at, updated_at, deleted_at)
SELECT i,
       'User ' || i + 1,
       'user' || i + 1 || '@example.com',
       '$2b$12$' || left(md5('password' || i || current_setting('isotherm.seed')) || md5(i || 'salt'), 53),
       CASE WHEN pg_temp.chance('phone', i) < 0.8 THEN '+62 8' || to_char(pg_temp.pick('number', i, 1000000000), 'FM00-000-0000') END,
       signed_up,
       coalesce(left_at, signed_up),
       left_at
FROM generate_series(1, pg_temp.scaled(2000)) AS i,
     LATERAL (SELECT pg_temp.moment((i - 1 + pg_temp.chance('sign-up', i)) / pg_temp.scaled(2000)) AS signed_up) AS s,
     LATERAL (SELECT CASE
                         WHEN pg_temp.chance('left', i) < 0.02
                             THEN pg_temp.after(signed_up, pg_temp.chance('stay', i) * interval '10 days')
                     END AS left_at) AS l;

SELECT setval('users_user_id_seq', pg_temp.scaled(2000));
