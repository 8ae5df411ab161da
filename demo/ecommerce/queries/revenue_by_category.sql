-- Pieces and revenue of completed orders by category, the greatest revenue first. The category is that of the moment of the order.
-- Grain: one row per category.
-- Parameter from (default 1970-01-01): the first day.
-- Parameter to (default today): the last day.
SELECT
    category,
    sumIf(items_sold, order_status = 'completed') AS items,
    sum(total_revenue) AS revenue_amount
FROM gold.daily_transaction
WHERE date_key BETWEEN {from:Date} AND {to:Date}
GROUP BY category
ORDER BY revenue_amount DESC, category
