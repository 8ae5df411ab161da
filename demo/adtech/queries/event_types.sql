-- How many events of each type there are, and their share in percent.
-- Grain: one row per type of event.
-- Parameter from (default 1970-01-01): the first day.
-- Parameter to (default today): the last day.
SELECT
    event_type,
    count() AS events,
    round(100 * events / sum(events) OVER (), 2) AS percent
FROM gold.ad_events
WHERE date_key BETWEEN {from:Date} AND {to:Date}
GROUP BY event_type
ORDER BY event_type
