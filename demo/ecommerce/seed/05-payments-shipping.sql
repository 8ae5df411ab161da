-- One payment per completed (paid) or cancelled (failed) order; one shipping row per order, sent when the order is completed.
INSERT INTO payments (order_id, amount, payment_method, payment_date, status, created_at, updated_at)
SELECT order_id,
       total_amount,
       pg_temp.choose('method', order_id, ARRAY ['credit_card', 'paypal', 'bank_transfer']),
       paid_at,
       CASE order_status WHEN 'completed' THEN 'completed' ELSE 'failed' END,
       paid_at,
       paid_at
FROM orders, LATERAL (SELECT least(pg_temp.after(created_at, pg_temp.chance('paid', order_id) * interval '2 hours'), updated_at) AS paid_at) AS p
WHERE order_status IN ('completed', 'cancelled')
ORDER BY order_id;

INSERT INTO shipping (order_id, address, city, postal_code, country, shipping_date, tracking_number, created_at, updated_at)
SELECT order_id,
       1 + pg_temp.pick('house', order_id, 200)
           || pg_temp.choose('street', order_id, ARRAY [' Main Street', ' Rue de l''Église', ' Königsallee "Nord"', ' Jalan Sudirman', ' Ulica Żurawia'])
           || CASE WHEN order_id % 100 = 0 THEN E'\nDirections: ' || pg_temp.long_text('address', order_id) ELSE '' END,
       places[place][1],
       to_char(pg_temp.pick('postcode', order_id, 100000), 'FM00000'),
       places[place][2],
       CASE order_status WHEN 'completed' THEN updated_at END,
       CASE order_status WHEN 'completed' THEN 'TRK-' || order_id || '/' || pg_temp.pick('tracking', order_id, 100) END,
       created_at,
       updated_at
FROM orders,
     (VALUES (ARRAY [['Jakarta', 'Indonesia'], ['São Paulo', 'Brasil'], ['Xi''an', 'China'], ['Zürich', 'Schweiz'],
                     ['東京', '日本'], ['Portland', 'United States'], ['Łódź', 'Polska'], ['Abidjan', 'Côte d''Ivoire']])) AS p (places),
     LATERAL (SELECT 1 + pg_temp.pick('place', order_id, 8) AS place) AS l
ORDER BY order_id;
