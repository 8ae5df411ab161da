-- Made-up texts of the traffic: each is a function of isotherm.seed and i. They are awkward on purpose.
CREATE OR REPLACE FUNCTION pg_temp.person(i bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT pg_temp.choose('person', i, ARRAY ['Renée O''Brien', 'Jean-Luc Dupont', 'Søren Kierkegård', 'Владимир', '王小明',
                                              'José "Pepe" García', 'Zoë', 'محمد'])
           || ' ' || pg_temp.pick('person number', i, 1000)
$$;

CREATE OR REPLACE FUNCTION pg_temp.phone(i bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '+62 8' || to_char(pg_temp.pick('phone', i, 1000000000), 'FM00-000-0000')
$$;

-- At most 60 characters, sometimes empty.
CREATE OR REPLACE FUNCTION pg_temp.remark(i bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN r = '' THEN r ELSE r || ' #' || pg_temp.pick('remark number', i, 100000) END
    FROM (SELECT pg_temp.choose('remark', i, ARRAY ['It''s "fine"', 'ça va, très bien', 'perfekt für den Preis', 'とても良い 👍',
                                                    'back\slash and 100% cotton', E'line one\nline two\tand a tab',
                                                    'not what I ordered; refund, please', '''; DROP TABLE users; --',
                                                    '👩‍👩‍👧‍👦 loved it', '', 'NULL']) AS r) AS remarks
$$;

CREATE OR REPLACE FUNCTION pg_temp.address(i bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT 1 + pg_temp.pick('house', i, 300) || ' '
           || pg_temp.choose('street', i, ARRAY ['Main Street', 'Rue de l''Église', 'Königsallee "Nord"', 'Jalan Sudirman',
                                                 'Улица Ленина', '中山路'])
$$;

CREATE OR REPLACE FUNCTION pg_temp.postal_code(i bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(pg_temp.pick('postal code', i, 100000), 'FM00000')
$$;

-- City and country
CREATE OR REPLACE FUNCTION pg_temp.place(i bigint) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT string_to_array(
               pg_temp.choose('place', i, ARRAY ['Jakarta|Indonesia', 'São Paulo|Brasil', 'Xi''an|China', 'Zürich|Schweiz',
                                                 '東京|日本', 'Łódź|Polska', 'Abidjan|Côte d''Ivoire', 'Portland|United States']),
               '|')
$$;
