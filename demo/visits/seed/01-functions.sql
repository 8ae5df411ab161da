-- A UUID as text for the i-th thing of a kind.
CREATE OR REPLACE FUNCTION pg_temp.id_of(kind text, i bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT md5(concat_ws(':', kind, i, current_setting('isotherm.seed')))::uuid::text
$$;

-- The moment a part (0 .. 1) of the way through the last 60 days, in milliseconds.
CREATE OR REPLACE FUNCTION pg_temp.millis(part float8) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT (extract(epoch FROM now() - (1 - part) * interval '60 days') * 1000)::bigint
$$;
