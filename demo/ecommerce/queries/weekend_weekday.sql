-- Orders and revenue of completed orders on weekends against weekdays, with means by day with orders.
-- Grain: one row for weekends and one for weekdays.
-- Parameters: none.
WITH days AS (
    SELECT
        date_key,
        sum(total_revenue) AS revenue
    FROM gold.daily_transaction
    GROUP BY date_key
)

SELECT
    if(dates.is_weekend, 'weekend', 'weekday') AS kind,
    count() AS days_with_orders,
    sum(days.revenue) AS revenue_amount,
    round(toFloat64(revenue_amount) / days_with_orders, 2) AS revenue_per_day
FROM days
INNER JOIN gold.dim_date AS dates ON days.date_key = dates.date_key
GROUP BY kind
ORDER BY kind
