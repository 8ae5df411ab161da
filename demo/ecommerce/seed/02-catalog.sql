-- 5 categories and 30 products (6 in each) per scale; further scales make sub-categories of the first five.
INSERT INTO categories (category_id, name, parent_id, created_at, updated_at)
SELECT c,
       names[1 + (c - 1) % 5] || CASE WHEN c > 5 THEN ' ' || 1 + (c - 1) / 5 ELSE '' END,
       CASE WHEN c > 5 THEN 1 + (c - 1) % 5 END,
       pg_temp.moment(0),
       pg_temp.moment(0)
FROM generate_series(1, pg_temp.scaled(5)) AS c,
     (VALUES (ARRAY ['Electronics', 'Books', 'Clothing', 'Home & Kitchen', 'Toys & Games'])) AS base (names);

INSERT INTO products (product_id, name, description, price, stock_quantity, category_id, created_at, updated_at)
SELECT p,
       names[1 + (p - 1) % 30] || CASE WHEN p > 30 THEN ' ' || 1 + (p - 1) / 30 ELSE '' END,
       CASE
           WHEN p % 5 = 0 THEN 'Data sheet: ' || pg_temp.long_text('description', p)
           WHEN p % 15 = 7 THEN NULL
           ELSE pg_temp.choose('description', p, ARRAY ['Light, strong and "made to last".', 'Das Original, bewährt seit 1974.',
                                                        'L''édition 2026: plus légère, plus durable.', 'Ships with a spare part & 2 years'' warranty.'])
       END,
       (10 + 100 * pg_temp.chance('price', p))::numeric(12, 2),
       10 + pg_temp.pick('stock', p, 101),
       1 + (p - 1) / 6,
       pg_temp.moment(0),
       pg_temp.moment(0)
FROM generate_series(1, pg_temp.scaled(30)) AS p,
     (VALUES (ARRAY ['Wireless Headphones', 'Smartphone Stand', '27" Monitor', 'USB-C Hub', 'Bluetooth Speaker', 'Action Camera',
                     'Mystery Novel', 'Atlas of the World', 'Cook''s Companion', 'Learn SQL', 'Poems for Children', 'Short Stories',
                     'Rain Jacket', 'Merino Sweater', 'Running Shoes', 'Denim Shirt', 'Wool Socks', 'Sun Hat',
                     'Espresso Maker', 'Chef''s Knife', 'Cast-Iron Pan', 'Desk Lamp', 'Crème brûlée Torch', 'Storage Box',
                     'Wooden Train', 'Puzzle 1000 Pieces', 'Chess Set', 'Building Blocks', 'Kite', 'Plush Bear'])) AS base (names);

SELECT setval('categories_category_id_seq', pg_temp.scaled(5)), setval('products_product_id_seq', pg_temp.scaled(30));
