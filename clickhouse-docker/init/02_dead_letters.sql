-- Dead letters by the hour in which the job wrote them, as ./isotherm watch counts them in Kafka. Written by it alone.
-- Grain: one table of a source and one hour. A later count of the same hour is as high or higher, and counts.
CREATE TABLE IF NOT EXISTS ops.dead_letters
(
    source LowCardinality(String) COMMENT 'The database in Postgres',
    table String COMMENT 'schema.table',
    hour DateTime('UTC'),
    letters UInt64 COMMENT 'Written in that hour, replayed or not'
)
ENGINE = ReplacingMergeTree(letters)
ORDER BY (source, table, hour)
TTL hour + INTERVAL 90 DAY
COMMENT 'Dead letters by hour';
