-- How many visits of all stores are flagged as fraud by day.
-- Grain: one row per day with visits, fraud or not.
-- Parameter from (default 1970-01-01): the first UTC day.
-- Parameter to (default today): the last UTC day.
WITH days AS (
    SELECT
        date_key,
        sum(visits) AS honest_visits,
        sum(fraud_visits) AS flagged_visits
    FROM gold.daily_fraud_share
    WHERE date_key BETWEEN {from:Date} AND {to:Date}
    GROUP BY date_key
)

SELECT
    date_key,
    honest_visits AS visits,
    flagged_visits AS fraud_visits,
    round(flagged_visits / (honest_visits + flagged_visits), 6) AS fraud_share
FROM days
ORDER BY date_key
