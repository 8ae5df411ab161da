-- A bakery's loaves, as its own application would have made them.
CREATE TABLE public.loaves (
    loaf_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    weight_kg numeric(6, 3) NOT NULL,
    price numeric(8, 2),
    baked_at timestamptz NOT NULL,
    baker_phone text
);

INSERT INTO public.loaves (kind, weight_kg, price, baked_at, baker_phone)
SELECT
    (ARRAY['rye', 'wheat', 'spelt'])[1 + n % 3],
    0.5 + (n % 4) * 0.25,
    CASE WHEN n % 10 > 0 THEN 2.50 + (n % 5) * 0.40 END,
    now() - n * interval '20 minutes',
    '+49 30 ' || (100000 + n % 7)
FROM generate_series(1, 1000) AS n;
