-- What plain SQL found in Postgres (sql/reconciliation/postgres.sql), for the comparison with gold.
CREATE TABLE IF NOT EXISTS ops.source_figures (
    measured_at DateTime64(6, 'UTC'),
    figure LowCardinality(String),
    day Date,
    value Decimal(38, 2)
) ENGINE = MergeTree ORDER BY (measured_at, figure, day) TTL toDateTime(measured_at) + INTERVAL 90 DAY;
