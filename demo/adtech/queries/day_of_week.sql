-- Days of the week, from Monday: sums, and CTR from the sums.
-- Events without a time are left out.
-- Grain: one row per day of the week with events.
-- Parameters: none.
WITH weekdays AS (
    SELECT
        dates.day_of_week AS day_of_week,
        any(dates.day_name) AS day_name,
        sum(days.impressions) AS all_impressions,
        sum(days.clicks) AS all_clicks
    FROM gold.fct_daily_summary AS days
    INNER JOIN gold.dim_date AS dates ON days.date_key = dates.date_key
    WHERE days.date_key > '1970-01-01'
    GROUP BY day_of_week
)

SELECT
    day_of_week,
    day_name,
    all_impressions AS impressions,
    all_clicks AS clicks,
    round(multiIf(all_clicks = 0, 0., all_clicks >= all_impressions, 1., all_clicks / all_impressions), 6) AS ctr
FROM weekdays
ORDER BY day_of_week
