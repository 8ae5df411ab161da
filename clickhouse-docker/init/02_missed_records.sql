-- Records that Kafka had deleted before the job read them. Written by the job; the table is compared with Postgres again.
-- Grain: one time that a partition went on with a later record than was expected.
CREATE TABLE IF NOT EXISTS ops.missed_records
(
    noticed_at DateTime64(3, 'UTC') DEFAULT now64(3),
    `database` LowCardinality(String) COMMENT 'Of the source, as schema and table',
    `schema` LowCardinality(String),
    `table` LowCardinality(String),
    target String COMMENT 'Name in hot',
    kafka_partition UInt32 COMMENT 'Of the topic database.schema.table',
    first_offset UInt64 COMMENT 'The first that was missed',
    next_offset UInt64 COMMENT 'The one that was read instead; 0 if the topic was deleted and made again'
)
ENGINE = MergeTree
ORDER BY (target, noticed_at)
COMMENT 'Gaps in what the job could read from Kafka';
