-- What the answers in visits-answers ask: visits that are not flagged as deleted, with days in UTC and amounts in hundredths.
CREATE TEMPORARY VIEW visits AS
SELECT
    created_at IS NOT NULL AND created_at BETWEEN 0 AND 5662310399999 AS timed,
    CASE WHEN created_at BETWEEN 0 AND 5662310399999 THEN date '1970-01-01' + (created_at / 86400000)::int ELSE '1970-01-01' END AS day,
    created_at % 86400000 / 3600000 AS hour,
    CASE WHEN expires_at BETWEEN 0 AND 5662310399999 THEN date '1970-01-01' + (expires_at / 86400000)::int END AS expires_day,
    CASE WHEN expires_at BETWEEN 0 AND 5662310399999 THEN expires_at END AS expires,
    coalesce(expired, 0) <> 0 AS ended, is_fraud AS fraud,
    store_id COLLATE "C" AS store_id, branch_id COLLATE "C" AS branch_id, cashier_id COLLATE "C" AS cashier_id,
    customer_id COLLATE "C" AS customer_id,
    CASE WHEN abs(points) < 1e15 THEN round(points * 100)::bigint / 100.0 END AS points,
    CASE WHEN abs(receipt) < 1e15 THEN round(receipt * 100)::bigint / 100.0 END AS receipt,
    CASE WHEN abs(remaining) < 1e15 THEN round(remaining * 100)::bigint / 100.0 END AS remaining
FROM app_user_visits_fact WHERE is_deleted = 0
