-- What dashboards show of the pipeline itself. Run by an administrator at every start.
CREATE TABLE IF NOT EXISTS ops.dashboard_change
(
    _committed_at DateTime64(6, 'UTC'),
    _ingested_at DateTime64(3, 'UTC')
)
ENGINE = Merge('hot', '.*')
COMMENT 'When the rows of all hot tables were committed in the source and written here';

-- Lag in seconds, from the commit in the source to the row in ClickHouse, of the rows written in the last half hour.
CREATE OR REPLACE VIEW ops.dashboard_recent_change AS
SELECT
    _table AS table,
    _ingested_at AS ingested_at,
    dateDiff('microsecond', _committed_at, _ingested_at) / 1000000 AS lag
FROM ops.dashboard_change
WHERE
    _ingested_at > subtractMinutes(now64(3, 'UTC'), 30)
    AND _table NOT LIKE '%\_history';

CREATE OR REPLACE VIEW ops.dashboard_lag AS
SELECT
    toStartOfMinute(ingested_at) AS minute,
    count() AS changes,
    round(quantile(0.5)(lag), 3) AS lag_median,
    round(quantile(0.95)(lag), 3) AS lag_p95
FROM ops.dashboard_recent_change
GROUP BY minute
ORDER BY minute;

CREATE OR REPLACE VIEW ops.dashboard_table_lag AS
SELECT
    table,
    count() AS changes,
    round(quantile(0.5)(lag), 3) AS lag_median,
    round(quantile(0.95)(lag), 3) AS lag_p95,
    max(ingested_at) AS newest
FROM ops.dashboard_recent_change
GROUP BY table
ORDER BY table;

CREATE OR REPLACE VIEW ops.dashboard_storage AS
SELECT
    table,
    database AS tier,
    count() AS active_parts,
    sum(rows) AS stored_rows,
    sum(bytes_on_disk) AS stored_bytes
FROM system.parts
WHERE
    active
    AND database IN ('hot', 'cold')
    -- Without the stages of a running archive
    AND table IN (SELECT name FROM system.tables WHERE database = 'hot')
GROUP BY table, tier
ORDER BY table, tier;

-- Keys that the watch knows to be different, of every table that it has compared, and when that was.
CREATE OR REPLACE VIEW ops.dashboard_differences AS
SELECT
    ranges.source AS source,
    ranges.table AS table,
    countIf(findings.kind = 'missing') AS missing,
    countIf(findings.kind = 'different') AS wrong,
    countIf(findings.kind IN ('extra', 'duplicate')) AS surplus,
    countIf(findings.state = 'unhealed') AS unhealed,
    any(ranges.round_ended) AS compared
FROM (SELECT source, table, round_ended FROM ops.watch_ranges FINAL WHERE table != '') AS ranges
LEFT JOIN (SELECT source, table, kind, state FROM ops.watch_findings FINAL WHERE state != 'closed') AS findings
    ON ranges.source = findings.source AND ranges.table = findings.table
GROUP BY source, table
ORDER BY source, table;
