-- How many visits of stores are flagged as fraud, the greatest share first. Visits flagged as deleted are left out.
-- Grain: one row per store with visits, fraud or not; visits without one have the id ''.
-- Parameter from (default 1970-01-01): the first UTC day.
-- Parameter to (default today): the last UTC day.
WITH totals AS (
    SELECT
        store_id,
        any(store_name) AS store_name,
        sum(visits) AS honest_visits,
        sum(fraud_visits) AS flagged_visits,
        sum(fraud_receipt_amount) AS flagged_amount
    FROM gold.daily_fraud_share
    WHERE date_key BETWEEN {from:Date} AND {to:Date}
    GROUP BY store_id
)

SELECT
    store_id,
    store_name,
    honest_visits AS visits,
    flagged_visits AS fraud_visits,
    round(flagged_visits / (honest_visits + flagged_visits), 6) AS fraud_share,
    flagged_amount AS fraud_receipt_amount
FROM totals
ORDER BY fraud_share DESC, store_id
