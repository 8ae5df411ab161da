-- Customers who came to a store on more than one day, the greatest share first.
-- Grain: one row per store with visits of customers; visits without one have the id ''.
-- Parameters: none.
SELECT
    store_id,
    store_name,
    customers,
    repeat_customers,
    round(repeat_share, 6) AS repeat_share
FROM gold.store_repeat_customers
ORDER BY repeat_share DESC, store_id
