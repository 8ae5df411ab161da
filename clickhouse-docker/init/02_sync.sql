-- How far ./isotherm sync has read the tables of sources without logical decoding. Written by it alone.
-- Grain: table, run and state. A run begins as started, before it writes a row, and is done when every row is on the disk.
-- The newest that is done counts, and only while the tables on both sides are still the same ones.
CREATE TABLE IF NOT EXISTS ops.sync_runs
(
    table String COMMENT 'Name in hot',
    run UInt64 COMMENT 'Rises with every run of the table, and is part of the version of its rows',
    state LowCardinality(String) COMMENT 'started; then done, or incomplete: some rows could not be stored, and the next run reads them again',
    kind LowCardinality(String) COMMENT 'full (all rows), changes, or since (a period that was asked for)',
    hot_uuid UUID COMMENT 'The table in hot. Another one of the same name has another uuid',
    source String COMMENT 'The database cluster, and the table in it',
    watermark Nullable(Int64) COMMENT 'From where the next run reads, before look_back: microseconds or days since 2000, or the number itself',
    settled UInt64 COMMENT 'The next run reads what this transaction and later ones have written',
    snapshot_xmin UInt64 COMMENT 'Every transaction before this one had ended when the rows were read',
    wal_position UInt64 COMMENT 'Every change that the rows do not have lies behind it in the write-ahead log',
    wal_transaction UInt64 COMMENT 'Transactions from this one on write behind wal_position',
    read_at DateTime64(6, 'UTC') COMMENT 'What was committed before this, by the clock of the source, is in the rows; 1970 if that is not known',
    rows UInt64,
    deleted UInt64,
    recorded_at DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = MergeTree
ORDER BY (table, run, state)
COMMENT 'Runs of ./isotherm sync';

-- Earlier versions did not keep it
ALTER TABLE ops.sync_runs ADD COLUMN IF NOT EXISTS read_at DateTime64(6, 'UTC') AFTER wal_transaction;
