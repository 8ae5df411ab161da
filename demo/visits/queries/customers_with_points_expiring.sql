-- The customers who lose most if they do not come, and by when they lose the first of it.
-- Grain: one row per customer with points that end in these days.
-- Parameter from (default today): the first UTC day.
-- Parameter days (default 30): how many days.
-- Parameter limit (default 10): how many customers.
SELECT
    facts.customer_id AS customer_id,
    any(customers.name) AS customer_name,
    sum(facts.remaining_points) AS points,
    min(toDate(facts.expires_time)) AS first_expires_date
FROM gold.fact_visit AS facts
LEFT JOIN silver.visits_app_users AS customers ON facts.customer_id = customers.customer_id
WHERE
    facts.customer_id IS NOT NULL AND facts.remaining_points > 0 AND NOT facts.is_expired
    AND toDate(facts.expires_time) >= {from:Date} AND toDate(facts.expires_time) < {from:Date} + {days:UInt16}
GROUP BY customer_id
ORDER BY points DESC, customer_id
LIMIT {limit:UInt32}
