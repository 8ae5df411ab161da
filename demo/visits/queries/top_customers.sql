-- The customers with the greatest receipts over all days.
-- Grain: one row per customer.
-- Parameter limit (default 10): how many.
SELECT
    customer_id,
    customer_name,
    visits,
    visit_days,
    is_repeat,
    first_date,
    last_date,
    points,
    receipts,
    receipt_amount,
    open_points
FROM gold.customer_visits
ORDER BY receipt_amount DESC, customer_id
LIMIT {limit:UInt32}
