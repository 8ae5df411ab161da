-- What every demo's seed and traffic may call. They last as long as the session. Everything but "now" is a function of
-- the settings isotherm.seed, isotherm.scale and the demo's own options.

-- A number in [0, 1) for the i-th thing of a kind.
CREATE OR REPLACE FUNCTION pg_temp.chance(kind text, i bigint) RETURNS float8 LANGUAGE sql STABLE AS $$
    SELECT (hashint8extended(i, hashtextextended(kind, current_setting('isotherm.seed')::bigint)) & 9007199254740991)
           / 9007199254740992.0::float8
$$;

-- A number in 0 .. n - 1 for the i-th thing of a kind.
CREATE OR REPLACE FUNCTION pg_temp.pick(kind text, i bigint, n bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT floor(pg_temp.chance(kind, i) * n)::bigint
$$;

CREATE OR REPLACE FUNCTION pg_temp.choose(kind text, i bigint, options text[]) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT options[1 + pg_temp.pick(kind, i, cardinality(options))]
$$;

-- 9,899 characters that do not compress below the size at which PostgreSQL stores a value out of line.
CREATE OR REPLACE FUNCTION pg_temp.long_text(kind text, i bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(md5(concat_ws(':', kind, i, n, current_setting('isotherm.seed'))), ' ') FROM generate_series(1, 300) AS n
$$;

-- An option of the seed by its name; hyphens of the command line are underscores here.
CREATE OR REPLACE FUNCTION pg_temp.option(name text) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT current_setting('isotherm.' || name)::numeric
$$;

CREATE OR REPLACE FUNCTION pg_temp.scaled(base bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT base * current_setting('isotherm.scale')::bigint
$$;

-- The moment a part (0 .. 1) of the way through the last days: as many as the option "days" says, or 30.
CREATE OR REPLACE FUNCTION pg_temp.moment(part float8) RETURNS timestamp LANGUAGE sql STABLE AS $$
    SELECT now()::timestamp - (1 - part) * coalesce(nullif(current_setting('isotherm.days', true), ''), '30')::float8 * interval '1 day'
$$;

-- Some time after a moment, but never later than now.
CREATE OR REPLACE FUNCTION pg_temp.after(since timestamp, delay interval) RETURNS timestamp LANGUAGE sql STABLE AS $$
    SELECT least(since + delay, now()::timestamp)
$$;
