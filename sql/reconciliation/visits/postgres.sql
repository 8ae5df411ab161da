-- What gold must show, found in Postgres by plain SQL: figure, day (UTC), value. Days without anything are left out.
-- The answer goes to ops.source_figures with one measured_at; the test equals_postgres compares the newest.
WITH visits AS (
    SELECT
        CASE WHEN created_at BETWEEN 0 AND 5662310399999 THEN date '1970-01-01' + (created_at / 86400000)::int ELSE '1970-01-01' END AS day,
        CASE WHEN expires_at BETWEEN 0 AND 5662310399999 THEN date '1970-01-01' + (expires_at / 86400000)::int END AS expires_day,
        created_at BETWEEN 0 AND 5662310399999 AS is_timed,
        coalesce(expired, 0) <> 0 AS is_expired, is_fraud <> 0 AS is_fraud,
        coalesce(store_id, '') AS store, coalesce(branch_id, '') AS branch, coalesce(cashier_id, '') AS cashier, customer_id,
        -- A float that is no number, or has no hundredths, is no amount
        CASE WHEN abs(points) < 92233720368547760 THEN round(points * 100)::bigint / 100.0 END AS points,
        CASE WHEN abs(receipt) < 92233720368547760 THEN round(receipt * 100)::bigint / 100.0 END AS amount,
        CASE WHEN abs(remaining) < 92233720368547760 THEN round(remaining * 100)::bigint / 100.0 END AS remaining
    FROM app_user_visits_fact
    WHERE is_deleted = 0
),

days AS (
    SELECT
        day, count(*) AS visits, count(DISTINCT customer_id) AS customers,
        coalesce(sum(points), 0) AS points, count(amount) AS receipts, coalesce(sum(amount), 0) AS amount,
        count(DISTINCT store) AS stores, count(DISTINCT branch) AS branches, count(DISTINCT cashier) AS cashiers
    FROM visits WHERE NOT is_fraud
    GROUP BY day
),

-- Who has most: each place must have the visits that are its own
places AS (
    SELECT day, 'most_receipts_of_' || kind AS figure, sum(amount) AS amount
    FROM visits CROSS JOIN LATERAL (VALUES ('stores', store), ('branches', branch), ('cashiers', cashier)) AS place (kind, id)
    WHERE NOT is_fraud
    GROUP BY day, kind, id
),

frauds AS (
    SELECT day, count(*) AS visits, count(*) FILTER (WHERE is_fraud) AS fraud,
        coalesce(sum(amount) FILTER (WHERE is_fraud), 0) AS amount
    FROM visits GROUP BY day
),

-- By the first of the customer's days
customers AS (
    SELECT day, min(day) OVER (PARTITION BY customer_id) AS first_day
    FROM visits WHERE NOT is_fraud AND is_timed AND customer_id IS NOT NULL
    GROUP BY day, customer_id
)

SELECT figure, day, value::numeric AS value
FROM days CROSS JOIN LATERAL (VALUES
    ('visits', visits::numeric), ('customers', customers), ('points', points), ('receipts', receipts), ('receipt_amount', amount),
    ('stores_with_visits', stores), ('branches_with_visits', branches), ('cashiers_with_visits', cashiers)
) AS figures (figure, value)

UNION ALL

SELECT figure, day, max(coalesce(amount, 0)) FROM places GROUP BY figure, day

UNION ALL

-- As float8, so that both sides round the same number in the same way
SELECT figure, day, value
FROM frauds CROSS JOIN LATERAL (VALUES
    ('fraud_visits', fraud::numeric), ('fraud_receipt_amount', amount), ('fraud_per_million', round(fraud::float8 / visits::float8 * 1000000)::numeric)
) AS figures (figure, value)

UNION ALL

SELECT 'new_customers', day, count(*) FROM customers WHERE day = first_day GROUP BY day

UNION ALL

SELECT 'repeat_customers', day, count(*) FROM customers WHERE day > first_day GROUP BY day

UNION ALL

SELECT 'points_expiring', expires_day, sum(remaining) FROM visits
WHERE NOT is_fraud AND NOT is_expired AND remaining > 0 AND expires_day IS NOT NULL GROUP BY expires_day

ORDER BY day, figure
