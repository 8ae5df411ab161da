-- What tests of the data have answered: those of dbt, and the comparison of closed days with Postgres (reconcile).
-- Grain: one test of one run. Written by dbt (sql/macros/test_results.sql) and by the daily run.
CREATE TABLE IF NOT EXISTS ops.test_results
(
    ran_at DateTime64(3, 'UTC') DEFAULT now64(3),
    source LowCardinality(String) COMMENT 'The database in Postgres, or shared',
    kind LowCardinality(String) COMMENT 'dbt or reconcile',
    test String,
    state LowCardinality(String) COMMENT 'pass, warn, fail, error (it could not be run) or skipped',
    failures UInt64 COMMENT 'Rows, of reconcile figures, that should not be there'
)
ENGINE = MergeTree
ORDER BY (source, kind, test, ran_at)
TTL toDateTime(ran_at) + INTERVAL 90 DAY
COMMENT 'Results of the tests of the data';
