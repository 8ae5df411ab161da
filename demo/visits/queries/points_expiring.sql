-- Points that are left, by the day on which they end and by store.
-- Grain: one row per day of expiry and store.
-- Parameter from (default today): the first UTC day.
-- Parameter days (default 30): how many days.
SELECT
    expires_date,
    store_id,
    store_name,
    visits,
    customers,
    points
FROM gold.points_expiring
WHERE expires_date >= {from:Date} AND expires_date < {from:Date} + {days:UInt16}
ORDER BY expires_date, store_id
