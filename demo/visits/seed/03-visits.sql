-- Points are the rounded receipt and end after 90 days, those of a promotion after 14; some visits are flagged as deleted, as
-- fraud, have no customer, or have no receipt yet.
INSERT INTO app_user_visits_fact (id, phone_number, seen, state, points, receipt, "countryCode", remaining, customer_id, branch_id,
                                  store_id, cashier_id, created_at, expired, expires_at, order_id, is_deleted, is_fraud,
                                  sync_mechanism, is_bulk_points)
SELECT pg_temp.id_of('visit', v), phone_number, pg_temp.pick('seen', v, 2), pg_temp.pick('state', v, 3), floor(receipt), receipt, '+966',
       floor(receipt * pg_temp.chance('left', v)), customer.id, branches.id, branches.store_id, cashier.id, at, 0,
       at + CASE WHEN pg_temp.chance('promotion', v) < 0.2 THEN 14 ELSE 90 END * 86400000::bigint, CASE WHEN pg_temp.chance('order', v) < 0.5 THEN pg_temp.id_of('order', v) END,
       (pg_temp.chance('deleted', v) < 0.03)::int, (pg_temp.chance('fraud', v) < 0.02)::int,
       pg_temp.choose('sync', v, ARRAY ['app', 'pos', 'import']), CASE WHEN pg_temp.chance('bulk', v) < 0.1 THEN 'true' END
FROM generate_series(1, pg_temp.scaled(pg_temp.option('visits')::bigint)) AS v
     CROSS JOIN LATERAL (SELECT pg_temp.id_of('cashier', 1 + pg_temp.pick('cashier', v, pg_temp.scaled(18))) AS id) AS cashier
     JOIN cashiers ON cashiers.id = cashier.id
     JOIN branches ON branches.id = branch_id
     CROSS JOIN LATERAL (SELECT CASE WHEN pg_temp.chance('known', v) < 0.95
                                     THEN pg_temp.id_of('customer', 1 + pg_temp.pick('customer', v, pg_temp.scaled(300))) END AS id) AS customer
     LEFT JOIN app_users ON app_users.id = customer.id
     CROSS JOIN LATERAL (SELECT pg_temp.millis(0.5 + pg_temp.chance('at', v) / 2) AS at) AS t
     CROSS JOIN LATERAL (SELECT CASE WHEN pg_temp.chance('unpaid', v) >= 0.05 THEN round((5 + 200 * pg_temp.chance('receipt', v))::numeric, 2)::float8 END AS receipt) AS r
ORDER BY at, v;
