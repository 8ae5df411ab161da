-- Reviews of 80 % of the items of completed orders, by the user who ordered.
INSERT INTO product_reviews (product_id, user_id, rating, comment, created_at, updated_at)
SELECT product_id,
       user_id,
       1 + greatest(pg_temp.pick('rating', order_item_id, 5), pg_temp.pick('again', order_item_id, 5)),
       CASE
           WHEN order_item_id % 50 = 0 THEN 'In detail: ' || pg_temp.long_text('comment', order_item_id)
           WHEN order_item_id % 10 = 3 THEN NULL
           ELSE pg_temp.choose('comment', order_item_id, ARRAY ['Exactly as described.', 'It''s "fine", nothing more.', 'Très bien, merci !', 'とても良い 👍',
                                                                'Broke after 2 days; I''d like a refund :(', E'First line\nsecond line\twith a tab', ''])
       END,
       reviewed_at,
       reviewed_at
FROM order_items
         JOIN orders USING (order_id)
         CROSS JOIN LATERAL (SELECT pg_temp.after(orders.updated_at, pg_temp.chance('reviewed', order_item_id) * interval '5 days') AS reviewed_at) AS r
WHERE order_status = 'completed' AND pg_temp.chance('review', order_item_id) < 0.8
ORDER BY order_item_id;
