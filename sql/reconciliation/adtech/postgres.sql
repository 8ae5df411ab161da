-- What gold must show, found in Postgres by plain SQL: figure, day (UTC), value. Days without anything are left out.
-- The answer goes to ops.source_figures with one measured_at; the test equals_postgres compares the newest.
WITH events AS (
    SELECT campaign_id, created_at::date AS day, 1 AS impression, 0 AS click FROM impressions
    UNION ALL
    SELECT campaign_id, created_at::date, 0, 1 FROM clicks
),

campaign_days AS (
    SELECT day, campaign_id, sum(impression) AS impressions, sum(click) AS clicks
    FROM events
    GROUP BY day, campaign_id
),

days AS (
    SELECT
        day,
        count(*) AS campaigns,
        count(*) FILTER (WHERE clicks > impressions) AS above,
        sum(impressions) AS impressions,
        sum(clicks) AS clicks,
        sum(impressions * coalesce(bid, 0)) AS spend
    FROM campaign_days LEFT JOIN campaign ON campaign.id = campaign_id
    GROUP BY day
)

SELECT 'impressions' AS figure, day, impressions::numeric AS value FROM days

UNION ALL

SELECT 'clicks', day, clicks FROM days

UNION ALL

SELECT 'spend', day, spend FROM days

UNION ALL

SELECT 'campaigns_with_events', day, campaigns FROM days

UNION ALL

SELECT 'campaigns_with_clicks_above_impressions', day, above FROM days

UNION ALL

-- As float8, so that both sides round the same number in the same way
SELECT
    'ctr_per_million', day,
    CASE WHEN clicks = 0 THEN 0 WHEN clicks >= impressions THEN 1000000 ELSE round(clicks::float8 / impressions::float8 * 1000000)::numeric END
FROM days

UNION ALL

SELECT 'new_campaigns', created_at::date, count(*) FROM campaign GROUP BY created_at::date

UNION ALL

SELECT 'budget_of_new_campaigns', created_at::date, sum(budget) FROM campaign GROUP BY created_at::date

UNION ALL

SELECT 'new_advertisers', created_at::date, count(*) FROM advertiser GROUP BY created_at::date

ORDER BY day, figure
