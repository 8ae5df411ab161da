-- What gold has and what Postgres had at {measured} (sql/reconciliation/ecommerce/postgres.sql): figure, day, both values, and whether
-- the day has changed since gold began to be built, at {since}. Hot still holds every such change, deletes as well.
WITH
    changed_orders AS (
        SELECT order_id FROM hot.ecommerce_orders WHERE _committed_at >= {since:DateTime64(6, 'UTC')}
        UNION DISTINCT
        SELECT order_id FROM hot.ecommerce_order_items WHERE _committed_at >= {since:DateTime64(6, 'UTC')}
        UNION DISTINCT
        SELECT order_id FROM hot.ecommerce_payments WHERE _committed_at >= {since:DateTime64(6, 'UTC')}
        UNION DISTINCT
        SELECT order_id FROM silver.ecommerce_order_items
        WHERE order_item_id IN (
            SELECT order_item_id FROM hot.ecommerce_order_items WHERE _committed_at >= {since:DateTime64(6, 'UTC')}
        )
        UNION DISTINCT
        SELECT order_id FROM silver.ecommerce_payments
        WHERE payment_id IN (
            SELECT payment_id FROM hot.ecommerce_payments WHERE _committed_at >= {since:DateTime64(6, 'UTC')}
        )
    ),

    -- Where these orders and all others of their users are, before and after
    places AS (
        SELECT order_id, user_id, created_date AS day FROM silver.ecommerce_orders
        UNION ALL
        SELECT order_id, user_id, toDate(coalesce(created_at, toDateTime64(0, 6, 'UTC')))
        FROM hot.ecommerce_orders WHERE _committed_at >= {since:DateTime64(6, 'UTC')}
    ),

    changed AS (
        SELECT arrayJoin(['orders', 'revenue', 'items', 'unpaid_orders', 'active_users']) AS figure, day
        FROM places WHERE order_id IN (SELECT order_id FROM changed_orders)
        UNION DISTINCT
        SELECT 'new_buyers', day
        FROM places
        WHERE user_id IN (SELECT user_id FROM places WHERE order_id IN (SELECT order_id FROM changed_orders))
        UNION DISTINCT
        SELECT 'new_users', toDate(coalesce(created_at, toDateTime64(0, 6, 'UTC')))
        FROM hot.ecommerce_users WHERE _committed_at >= {since:DateTime64(6, 'UTC')}
        UNION DISTINCT
        SELECT 'new_users', created_date FROM silver.ecommerce_users
        WHERE user_id IN (SELECT user_id FROM hot.ecommerce_users WHERE _committed_at >= {since:DateTime64(6, 'UTC')})
    )

SELECT
    figure,
    day,
    sumIf(value, place = 'gold') AS in_gold,
    sumIf(value, place = 'postgres') AS in_postgres,
    (figure, day) IN (SELECT figure, day FROM changed) AS has_changed
FROM (
    SELECT 'gold' AS place, figure, day, value FROM gold.ecommerce_figures
    UNION ALL
    SELECT 'postgres', figure, day, value FROM ops.source_figures
    WHERE database = 'ecommerce' AND measured_at = {measured:DateTime64(6, 'UTC')} AND value != 0
)
WHERE day <= {day:Date}
GROUP BY figure, day
ORDER BY day, figure
