-- Customers by day: for the first time, and again. Visits without a time or a customer are left out.
-- Grain: one row per day with visits of customers.
-- Parameter from (default 1970-01-01): the first UTC day.
-- Parameter to (default today): the last UTC day.
SELECT
    date_key,
    customers,
    new_customers,
    repeat_customers,
    round(repeat_share, 6) AS repeat_share
FROM gold.daily_repeat_customers
WHERE date_key BETWEEN {from:Date} AND {to:Date}
ORDER BY date_key
