-- What gold has and what Postgres had at {measured} (sql/reconciliation/visits/postgres.sql): figure, day, both values, and
-- whether the day has changed since gold began to be built, at {since}. Hot still holds every such change, deletes as well.
WITH
    changed_visits AS (
        SELECT id, customer_id, created_at, expires_at
        FROM hot.visits_app_user_visits_fact WHERE _committed_at >= {since:DateTime64(6, 'UTC')}
    ),

    -- Visits of gold before their change
    known_visits AS (
        SELECT date_key, toDate(expires_time) AS expires_date, customer_id FROM gold.fact_visit
        WHERE visit_id IN (SELECT id FROM changed_visits)
        UNION ALL
        SELECT date_key, toDate(expires_time), customer_id FROM gold.fact_fraud_visit
        WHERE visit_id IN (SELECT id FROM changed_visits)
    ),

    changed_days AS (
        SELECT if(created_at BETWEEN 0 AND 5662310399999, toDate(intDiv(created_at, 86400000)), toDate(0)) AS day FROM changed_visits
        UNION DISTINCT
        SELECT date_key FROM known_visits
    ),

    changed_customers AS (
        SELECT customer_id FROM changed_visits
        UNION DISTINCT
        SELECT customer_id FROM known_visits
    ),

    changed AS (
        SELECT
            arrayJoin([
                'visits', 'customers', 'points', 'receipts', 'receipt_amount', 'stores_with_visits', 'branches_with_visits',
                'cashiers_with_visits', 'most_receipts_of_stores', 'most_receipts_of_branches', 'most_receipts_of_cashiers',
                'fraud_visits', 'fraud_receipt_amount', 'fraud_per_million', 'new_customers', 'repeat_customers'
            ]) AS figure,
            day
        FROM changed_days
        UNION DISTINCT
        -- A customer's first visit decides on all others
        SELECT arrayJoin(['new_customers', 'repeat_customers']), date_key
        FROM gold.fact_visit WHERE customer_id IN (SELECT customer_id FROM changed_customers)
        UNION DISTINCT
        SELECT 'points_expiring', toDate(intDiv(expires_at, 86400000)) FROM changed_visits WHERE expires_at BETWEEN 0 AND 5662310399999
        UNION DISTINCT
        SELECT 'points_expiring', assumeNotNull(expires_date) FROM known_visits WHERE expires_date IS NOT NULL
    )

SELECT
    figure,
    day,
    sumIf(value, place = 'gold') AS in_gold,
    sumIf(value, place = 'postgres') AS in_postgres,
    (figure, day) IN (SELECT figure, day FROM changed) AS has_changed
FROM (
    SELECT 'gold' AS place, figure, day, value FROM gold.visits_figures
    UNION ALL
    SELECT 'postgres', figure, day, value FROM ops.source_figures
    WHERE database = 'visits' AND measured_at = {measured:DateTime64(6, 'UTC')} AND value != 0
)
WHERE day <= {day:Date}
GROUP BY figure, day
ORDER BY day, figure
