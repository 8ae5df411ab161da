-- What plain SQL found in Postgres (sql/reconciliation/<database>/postgres.sql), for the comparison with gold.
CREATE TABLE IF NOT EXISTS ops.source_figures (
    measured_at DateTime64(6, 'UTC'),
    database LowCardinality(String),
    figure LowCardinality(String),
    day Date,
    value Decimal(38, 2)
) ENGINE = MergeTree ORDER BY (measured_at, figure, day) TTL toDateTime(measured_at) + INTERVAL 90 DAY;

-- Earlier versions had one database
ALTER TABLE ops.source_figures ADD COLUMN IF NOT EXISTS database LowCardinality(String) AFTER measured_at;
