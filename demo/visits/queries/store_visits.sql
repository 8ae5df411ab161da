-- Visits, customers, points and receipts of stores, the greatest receipts first. A customer of several days counts once.
-- Grain: one row per store with visits; visits without one have the id ''.
-- Parameter from (default 1970-01-01): the first UTC day.
-- Parameter to (default today): the last UTC day.
WITH stores AS (
    SELECT
        store_id,
        name
    FROM gold.dim_store
    ORDER BY version_number DESC
    LIMIT 1 BY store_id
)

SELECT
    facts.store_id AS store_id,
    coalesce(nullIf(any(stores.name), ''), 'Unknown') AS store_name,
    count() AS visits,
    uniqExact(facts.customer_id) AS customers,
    sum(facts.points) AS points,
    count(facts.receipt_amount) AS receipts,
    coalesce(sum(facts.receipt_amount), 0) AS receipt_amount
FROM gold.fact_visit AS facts
LEFT JOIN stores ON facts.store_id = stores.store_id
WHERE facts.date_key BETWEEN {from:Date} AND {to:Date}
GROUP BY store_id
ORDER BY receipt_amount DESC, store_id
