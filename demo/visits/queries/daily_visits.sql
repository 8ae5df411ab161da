-- Visits, customers, points and receipts of all stores by day, the newest first.
-- Grain: one row per day with visits.
-- Parameter from (default 1970-01-01): the first UTC day.
-- Parameter to (default today): the last UTC day.
SELECT
    date_key,
    visits,
    customers,
    points,
    receipts,
    receipt_amount,
    round(mean_receipt_amount, 4) AS mean_receipt_amount
FROM gold.daily_visits
WHERE date_key BETWEEN {from:Date} AND {to:Date}
ORDER BY date_key DESC
