WITH rates AS (
    SELECT day, campaign, name, impressions, clicks, CASE WHEN clicks = 0 THEN 0 WHEN clicks >= impressions THEN 1 ELSE clicks::float8 / impressions END AS rate
    FROM days WHERE campaign > 0 AND day > '1970-01-01'
), scores AS (
    SELECT own.*, avg(other.rate) AS mean, stddev_samp(other.rate) AS deviation
    FROM rates AS own JOIN rates AS other ON other.campaign = own.campaign AND other.day <> own.day
    GROUP BY own.day, own.campaign, own.name, own.impressions, own.clicks, own.rate HAVING count(*) >= 2
)
SELECT day, campaign, name, impressions, clicks, round(rate * 1000000)::numeric / 1000000, round(mean * 1000000)::numeric / 1000000, pg_temp.hundredths((rate - mean) / deviation) AS z
FROM scores WHERE deviation > 0 AND abs(rate - mean) >= 2 * deviation ORDER BY abs(pg_temp.hundredths((rate - mean) / deviation)) DESC, day, campaign
