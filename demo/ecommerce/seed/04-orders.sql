-- 500 orders per scale with 1 to 3 items each. An order's user signed up before it, and its total is the sum of its items.
CREATE TEMPORARY TABLE seed_items ON COMMIT DROP AS
SELECT o AS order_id, price, 1 + pg_temp.pick('quantity', 3 * o + line, 3) AS quantity, product_id
FROM generate_series(1, pg_temp.scaled(500)) AS o,
     generate_series(0, pg_temp.pick('lines', o, 3)) AS line
         -- 7 and 14 are no multiples of 30: the lines of one order name different products
         JOIN LATERAL (SELECT 1 + (pg_temp.pick('product', o, pg_temp.scaled(30)) + 7 * line) % pg_temp.scaled(30) AS number) AS n ON true
         JOIN products ON product_id = number
ORDER BY o, line;

INSERT INTO orders (order_id, user_id, order_status, total_amount, created_at, updated_at)
SELECT order_id,
       1 + pg_temp.pick('user', order_id, greatest(1, floor(part * pg_temp.scaled(2000))::bigint)),
       order_status,
       total_amount,
       created_at,
       CASE order_status WHEN 'created' THEN created_at ELSE pg_temp.after(created_at, 2 * pg_temp.chance('settled', order_id) * interval '1 day') END
FROM (SELECT order_id, sum(quantity * price) AS total_amount FROM seed_items GROUP BY order_id) AS items,
     LATERAL (SELECT (order_id - pg_temp.chance('ordered', order_id)) / pg_temp.scaled(500) AS part) AS p,
     LATERAL (SELECT pg_temp.moment(part) AS created_at) AS m,
     LATERAL (SELECT CASE
                         WHEN pg_temp.chance('status', order_id) < 0.65 THEN 'completed'
                         WHEN pg_temp.chance('status', order_id) < 0.85 THEN 'cancelled'
                         ELSE 'created'
                     END AS order_status) AS s
ORDER BY order_id;

INSERT INTO order_items (order_id, product_id, quantity, price, created_at, updated_at)
SELECT order_id, product_id, quantity, price, created_at, created_at
FROM seed_items JOIN orders USING (order_id)
ORDER BY order_id, product_id;

SELECT setval('orders_order_id_seq', pg_temp.scaled(500));
