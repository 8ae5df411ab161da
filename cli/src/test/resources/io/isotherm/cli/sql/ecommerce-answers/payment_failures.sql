SELECT payment_method, count(*), count(*) FILTER (WHERE status = 'failed'),
    round(100 * count(*) FILTER (WHERE status = 'failed') / count(*)::float8 * 100) / 100
FROM payments GROUP BY payment_method ORDER BY payment_method COLLATE "C"
