-- How far ./isotherm watch has come, so that it goes on there after a restart. Written by it alone.
-- Grain: one table of a source; with an empty name all tables of it together. The newest entry counts.
CREATE TABLE IF NOT EXISTS ops.watch_ranges
(
    source LowCardinality(String) COMMENT 'The database in Postgres',
    table String COMMENT 'schema.table, or empty for all tables of the source together',
    key_column String COMMENT 'What the ranges are of: name and type. Empty if the table is one range',
    next_from String COMMENT 'Where the next range begins. Empty if a new round does',
    round_began DateTime64(3, 'UTC') COMMENT 'When the round began that goes on, or has ended last',
    round_ended DateTime64(3, 'UTC') COMMENT 'When the last whole round ended, 1970 if there was none',
    recorded_at DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = ReplacingMergeTree(recorded_at)
ORDER BY (source, table)
COMMENT 'Progress of ./isotherm watch';

-- Ranges of keys that ./isotherm watch has shown to be equal, so that it compares them again only once something has changed.
-- Written by it alone. Grain: one range of a table. The newest entry counts; each is forgotten after a week, and compared anew.
CREATE TABLE IF NOT EXISTS ops.watch_equal
(
    source LowCardinality(String) COMMENT 'The database in Postgres',
    table String COMMENT 'schema.table',
    key_column String COMMENT 'What the ranges are of: name and type. Empty if the table is one range',
    from_key String COMMENT 'Where the range begins. Empty for the first',
    until_key String COMMENT 'Where the next range begins. Empty for the last',
    mark String COMMENT 'What was compared, and for each side the number of rows and a sum over all of them',
    recorded_at DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = ReplacingMergeTree(recorded_at)
ORDER BY (source, table, key_column, from_key)
TTL toDateTime(recorded_at) + INTERVAL 7 DAY
COMMENT 'Ranges of keys that both sides had equal';

-- Keys that ./isotherm watch has found different, never their values. Written by it alone.
-- Grain: one key of a table. The newest entry counts.
CREATE TABLE IF NOT EXISTS ops.watch_findings
(
    source LowCardinality(String) COMMENT 'The database in Postgres',
    table String COMMENT 'schema.table',
    key String COMMENT 'The key as JSON, columns in key order',
    kind LowCardinality(String) COMMENT 'missing, extra (only ClickHouse has it), duplicate or different',
    columns Array(String) COMMENT 'Columns that differ, for different only',
    state LowCardinality(String) COMMENT 'open; unhealed: a heal has not helped and is not tried again; closed: it is equal again',
    seen_at DateTime64(3, 'UTC') COMMENT 'When it was seen last',
    recorded_at DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = ReplacingMergeTree(recorded_at)
ORDER BY (source, table, key)
COMMENT 'Differences that ./isotherm watch has found';
