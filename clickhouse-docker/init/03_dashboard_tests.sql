-- What dashboards show of tests and dead letters. Run by an administrator at every start.
-- Tests of the data in the last 30 days, each as it ended last on that day.
CREATE OR REPLACE VIEW ops.dashboard_tests AS
SELECT
    day,
    countIf(last_state = 'pass') AS passed,
    countIf(last_state = 'warn') AS warned,
    countIf(last_state NOT IN ('pass', 'warn')) AS not_passed
FROM (
    SELECT
        toDate(ran_at) AS day,
        argMax(state, ran_at) AS last_state
    FROM ops.test_results
    WHERE ran_at > subtractDays(now64(3, 'UTC'), 30)
    GROUP BY day, source, kind, test
)
GROUP BY day
ORDER BY day;

-- Tests that have not passed when they ran last. A test that was not run for 30 days may not exist any more.
CREATE OR REPLACE VIEW ops.dashboard_failing AS
SELECT
    source,
    kind,
    test,
    argMax(state, ran_at) AS last_state,
    argMax(failures, ran_at) AS last_failures,
    max(ran_at) AS ran
FROM ops.test_results
WHERE ran_at > subtractDays(now64(3, 'UTC'), 30)
GROUP BY source, kind, test
HAVING last_state != 'pass'
ORDER BY ran DESC;

-- Dead letters of the last 30 days, by the day on which the job wrote them.
CREATE OR REPLACE VIEW ops.dashboard_letters AS
SELECT
    toDate(hour) AS day,
    source,
    table,
    sum(letters) AS dead_letters
FROM ops.dead_letters FINAL
WHERE hour > subtractDays(now('UTC'), 30)
GROUP BY day, source, table
ORDER BY day, source, table;
