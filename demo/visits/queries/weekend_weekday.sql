-- Weekends (Saturday and Sunday) against weekdays: sums, and means by day with visits.
-- Visits without a time are left out.
-- Grain: one row for weekends and one for weekdays.
-- Parameters: none.
WITH kinds AS (
    SELECT
        dates.is_weekend AS is_weekend,
        count() AS days_with_visits,
        sum(days.visits) AS all_visits,
        sum(days.points) AS all_points,
        sum(days.receipt_amount) AS all_amounts
    FROM gold.daily_visits AS days
    INNER JOIN gold.dim_date AS dates ON days.date_key = dates.date_key
    WHERE days.date_key > '1970-01-01'
    GROUP BY is_weekend
)

SELECT
    if(is_weekend, 'weekend', 'weekday') AS kind,
    days_with_visits AS days,
    all_visits AS visits,
    all_points AS points,
    all_amounts AS receipt_amount,
    round(all_visits / days_with_visits, 2) AS visits_per_day
FROM kinds
ORDER BY kind
