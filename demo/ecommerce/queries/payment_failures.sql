-- Payments and how many of them failed, by method. Each attempt counts, not each order.
-- Grain: one row per payment method.
-- Parameters: none.
SELECT
    payment_method,
    count() AS payments,
    countIf(status = 'failed') AS failed_payments,
    round(100 * failed_payments / payments, 2) AS failure_percent
FROM silver.ecommerce_payments
GROUP BY payment_method
ORDER BY payment_method
