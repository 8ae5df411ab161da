SELECT date_trunc('month', day)::date AS month, count(*), count(DISTINCT customer_id), coalesce(sum(points), 0), count(receipt), coalesce(sum(receipt), 0),
    coalesce(sum(receipt), 0) - lag(coalesce(sum(receipt), 0)) OVER (ORDER BY date_trunc('month', day)::date)
FROM visits WHERE fraud = 0 AND timed GROUP BY month ORDER BY month
