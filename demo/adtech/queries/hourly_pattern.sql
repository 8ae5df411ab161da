-- Impressions and clicks by hour of the day (UTC), CTR, and the share of all events in percent. Events without a time are left out.
-- Grain: one row per hour with events.
-- Parameter from (default 1970-01-01): the first day.
-- Parameter to (default today): the last day.
WITH hours AS (
    SELECT
        toHour(event_time) AS hour,
        countIf(event_type = 'impression') AS all_impressions,
        countIf(event_type = 'click') AS all_clicks,
        count() AS events
    FROM gold.ad_events
    WHERE event_time IS NOT NULL AND date_key BETWEEN {from:Date} AND {to:Date}
    GROUP BY hour
)

SELECT
    hour,
    all_impressions AS impressions,
    all_clicks AS clicks,
    round(multiIf(all_clicks = 0, 0., all_clicks >= all_impressions, 1., all_clicks / all_impressions), 6) AS ctr,
    round(100 * events / sum(events) OVER (), 2) AS percent
FROM hours
ORDER BY hour
