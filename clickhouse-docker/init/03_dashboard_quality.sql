-- What dashboards show of quality. Run by an administrator at every start.
-- The last whole round of the watch over each source; NULL if there was none yet.
CREATE OR REPLACE VIEW ops.dashboard_round AS
SELECT
    source,
    countIf(table != '') AS tables,
    maxOrNullIf(round_ended, table = '' AND round_ended > toDateTime(0)) AS compared
FROM ops.watch_ranges FINAL
GROUP BY source
ORDER BY source;

-- Keys that the watch has found different in the last 30 days, by the day on which each was seen last.
CREATE OR REPLACE VIEW ops.dashboard_found AS
SELECT
    toDate(seen_at) AS day,
    countIf(kind = 'missing') AS missing,
    countIf(kind = 'different') AS wrong,
    countIf(kind IN ('extra', 'duplicate')) AS surplus,
    countIf(state != 'closed') AS not_closed
FROM ops.watch_findings FINAL
WHERE seen_at > subtractDays(now64(3, 'UTC'), 30)
GROUP BY day
ORDER BY day;

-- Tables whose rows were compared after their read and are not known to be complete. Reasons may name keys.
CREATE OR REPLACE VIEW ops.dashboard_incomplete AS
SELECT
    table,
    state,
    source_rows,
    target_rows,
    compared_at AS compared
FROM ops.loaded_tables FINAL
WHERE state != 'loaded'
ORDER BY table;

-- What hot tables were not altered for: rows of these schemas are dead letters.
CREATE OR REPLACE VIEW ops.dashboard_refused AS
SELECT
    target AS table,
    `column`,
    `from` AS type_in_hot,
    `to` AS type_in_source,
    max(changed_at) AS refused
FROM ops.schema_history FINAL
WHERE what IN ('refuse', 'forbid')
GROUP BY table, `column`, type_in_hot, type_in_source
ORDER BY refused DESC;

-- Records that Kafka had deleted before the job read them.
CREATE OR REPLACE VIEW ops.dashboard_missed AS
SELECT
    target AS table,
    kafka_partition,
    first_offset,
    next_offset,
    noticed_at AS noticed
FROM ops.missed_records
ORDER BY noticed DESC;
