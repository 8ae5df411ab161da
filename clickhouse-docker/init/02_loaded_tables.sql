-- Whether the first read of a table, and each that a resync asked for, has brought every row. Written by ./isotherm.
-- Grain: one hot table. The newest entry counts, and only while the tables on both sides are still the same ones.
CREATE TABLE IF NOT EXISTS ops.loaded_tables
(
    table String COMMENT 'Name in hot',
    state LowCardinality(String) COMMENT 'loaded, incomplete (with a reason), or asked: it is to be read and compared again',
    reason String,
    source_oid UInt32 COMMENT 'The table in Postgres. Another one of the same name has another oid',
    hot_uuid UUID COMMENT 'The table in hot, zero if there was none, which is so without a row',
    source_rows UInt64,
    target_rows UInt64,
    wal_position String COMMENT 'Everything committed before it was visible here when all rows were compared, by count and checksum',
    source_columns String COMMENT 'The replicated columns in Postgres before the comparison, as JSON. A column that has become another one puts the comparison in doubt. Empty: not kept',
    compared_at DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = ReplacingMergeTree(compared_at)
ORDER BY table
COMMENT 'Comparisons of whole tables with Postgres after they were read';

-- Earlier versions did not keep it
ALTER TABLE ops.loaded_tables ADD COLUMN IF NOT EXISTS source_columns String AFTER wal_position;
