-- What the archive keeps about its work. Run by an administrator at every start, changes nothing when they exist.

-- Grain: table, partition and whether it is released, that is read from cold by the bronze view. Rows are only ever
-- added, and the highest max_version counts: no row of cold has a higher one.
CREATE TABLE IF NOT EXISTS ops.archived_partitions
(
    table LowCardinality(String),
    partition_id String,
    released Bool,
    max_version UInt128,
    recorded_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(max_version)
ORDER BY (table, released, partition_id)
COMMENT 'Partitions with rows in cold';

-- Grain: one event of the archive of one partition. state: archived (cold holds rows, hash and versions as told),
-- unchanged (hot has changed, and cold had it all already), removed (hot_rows were taken from hot).
CREATE TABLE IF NOT EXISTS ops.archive_log
(
    table LowCardinality(String),
    partition String,
    partition_id String,
    state LowCardinality(String),
    run String,
    try UInt16,
    rows UInt64,
    row_hash UInt64,
    min_version UInt128,
    max_version UInt128,
    hot_rows UInt64,
    hot_parts UInt64,
    started_at DateTime64(3, 'UTC'),
    finished_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = MergeTree
ORDER BY (table, partition_id, finished_at)
COMMENT 'What the archive did';
