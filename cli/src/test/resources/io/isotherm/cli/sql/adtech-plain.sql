-- What the answers in adtech-answers ask: events with UTC days, days of campaigns by the present bid, campaigns on 2025-03-21.
CREATE FUNCTION pg_temp.ctr(impressions bigint, clicks bigint) RETURNS numeric LANGUAGE sql AS $$
    SELECT round(CASE WHEN clicks = 0 THEN 0 WHEN clicks >= impressions THEN 1 ELSE clicks::float8 / impressions END * 1000000)::numeric / 1000000
$$;
CREATE FUNCTION pg_temp.hundredths(value float8) RETURNS numeric LANGUAGE sql AS 'SELECT round(value * 100)::numeric / 100';
CREATE FUNCTION pg_temp.ratio(part numeric, whole bigint) RETURNS numeric LANGUAGE sql AS $$
    SELECT CASE WHEN whole > 0 THEN round(part::float8 / whole * 10000)::numeric / 10000 END
$$;

-- No late event comes to a campaign whose bid has changed
CREATE TEMPORARY TABLE first_bids AS SELECT id, bid FROM campaign;

CREATE TEMPORARY VIEW events AS
SELECT kind, coalesce(created_at::date, '1970-01-01') AS day, extract(hour FROM created_at) AS hour, coalesce(campaign_id, 0) AS campaign
FROM (SELECT 1 AS kind, campaign_id, created_at FROM impressions
    UNION ALL SELECT 2, campaign_id, created_at FROM clicks) AS both_kinds;

CREATE TEMPORARY VIEW days AS
SELECT day, campaign, coalesce(btrim(name), 'Unknown') AS name, impressions, clicks, impressions * coalesce(campaign.bid, 0) AS spend,
    impressions * coalesce(first_bids.bid, 0) AS spend_then
FROM (SELECT day, campaign, count(*) FILTER (WHERE kind = 1) AS impressions, count(*) FILTER (WHERE kind = 2) AS clicks
    FROM events GROUP BY day, campaign) AS counted
LEFT JOIN campaign ON campaign.id = campaign LEFT JOIN first_bids ON first_bids.id = campaign;

CREATE TEMPORARY VIEW campaigns AS
SELECT campaign.id, btrim(campaign.name) AS name, coalesce(advertiser_id, 0) AS advertiser, coalesce(btrim(advertiser.name), 'Unknown') AS advertiser_name,
    bid, budget, start_date, end_date, end_date - start_date AS duration,
    coalesce(start_date <= '2025-03-21', true) AND coalesce(end_date > '2025-03-21', true) AS runs,
    coalesce(shown, 0)::bigint AS impressions, coalesce(clicked, 0)::bigint AS clicks, coalesce(shown, 0) * bid AS spend,
    pg_temp.hundredths(100 * (coalesce(shown, 0) * bid)::float8 / nullif(budget, 0)::float8) AS used
FROM campaign LEFT JOIN advertiser ON advertiser.id = advertiser_id
LEFT JOIN (SELECT campaign, sum(impressions) AS shown, sum(clicks) AS clicked FROM days GROUP BY campaign) AS totals ON campaign = campaign.id;

CREATE TEMPORARY VIEW advertisers AS
SELECT coalesce(advertiser.id, owner) AS id, coalesce(btrim(advertiser.name), 'Unknown') AS name, coalesce(campaigns, 0) AS campaigns, coalesce(running, 0) AS running,
    coalesce(budgets, 0) AS budgets, coalesce(shown, 0)::bigint AS impressions, coalesce(clicked, 0)::bigint AS clicks, coalesce(spent, 0) AS spend
FROM advertiser FULL JOIN (SELECT advertiser AS owner, count(*) AS campaigns, count(*) FILTER (WHERE runs) AS running, sum(budget) AS budgets,
    sum(impressions) AS shown, sum(clicks) AS clicked, sum(spend) AS spent FROM campaigns GROUP BY owner) AS owned ON owner = advertiser.id;
