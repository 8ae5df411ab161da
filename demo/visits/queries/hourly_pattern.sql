-- Visits by hour of the day (UTC), and their share of all in percent. Visits without a time are left out.
-- Grain: one row per hour with visits.
-- Parameter from (default 1970-01-01): the first UTC day.
-- Parameter to (default today): the last UTC day.
SELECT
    toHour(visit_time) AS hour,
    count() AS visits,
    round(100 * visits / sum(visits) OVER (), 2) AS percent
FROM gold.fact_visit
WHERE visit_time IS NOT NULL AND date_key BETWEEN {from:Date} AND {to:Date}
GROUP BY hour
ORDER BY hour
