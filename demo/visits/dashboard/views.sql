-- What the dashboard shows of the visits of today: bronze as it is. Run by an administrator at every start.
CREATE TABLE IF NOT EXISTS ops.dashboard_visit
(
    created_at Nullable(Int64),
    is_deleted Int16,
    is_fraud Int16
)
ENGINE = Merge('bronze', '^visits_app_user_visits_fact$')
COMMENT 'When visits were made, in milliseconds since 1970, and their flags';

CREATE OR REPLACE VIEW ops.dashboard_visit_hour AS
SELECT
    toStartOfHour(fromUnixTimestamp64Milli(assumeNotNull(created_at), 'UTC')) AS hour,
    countIf(is_fraud = 0) AS visits,
    countIf(is_fraud != 0) AS fraud_visits
FROM ops.dashboard_visit
WHERE
    is_deleted = 0
    AND created_at >= toUnixTimestamp64Milli(toDateTime64(toStartOfDay(now('UTC')), 3, 'UTC'))
    AND created_at < toUnixTimestamp64Milli(toDateTime64(toStartOfDay(now('UTC')) + INTERVAL 1 DAY, 3, 'UTC'))
GROUP BY hour
ORDER BY hour;
