-- What gold has and what Postgres had at {measured} (sql/reconciliation/adtech/postgres.sql): figure, day, both values, and
-- whether the day has changed since gold began to be built, at {since}. Hot still holds every such change, deletes as well.
WITH
    changed_campaigns AS (
        SELECT id FROM hot.adtech_campaign WHERE _committed_at >= {since:DateTime64(6, 'UTC')}
    ),

    -- Where changed events are, before and after, and all days of campaigns that changed: their bid may have
    changed_days AS (
        SELECT toDate(coalesce(created_at, toDateTime64(0, 6, 'UTC'))) AS day
        FROM hot.adtech_impressions WHERE _committed_at >= {since:DateTime64(6, 'UTC')}
        UNION DISTINCT
        SELECT toDate(coalesce(created_at, toDateTime64(0, 6, 'UTC')))
        FROM hot.adtech_clicks WHERE _committed_at >= {since:DateTime64(6, 'UTC')}
        UNION DISTINCT
        SELECT date_key FROM gold.fact_impressions
        WHERE impression_id IN (SELECT id FROM hot.adtech_impressions WHERE _committed_at >= {since:DateTime64(6, 'UTC')})
        UNION DISTINCT
        SELECT date_key FROM gold.fact_clicks
        WHERE click_id IN (SELECT id FROM hot.adtech_clicks WHERE _committed_at >= {since:DateTime64(6, 'UTC')})
        UNION DISTINCT
        SELECT date_key FROM gold.int_campaign_performance WHERE campaign_id IN (SELECT id FROM changed_campaigns)
    ),

    changed AS (
        SELECT
            arrayJoin([
                'impressions', 'clicks', 'spend', 'campaigns_with_events', 'campaigns_with_clicks_above_impressions', 'ctr_per_million'
            ]) AS figure,
            day
        FROM changed_days
        UNION DISTINCT
        SELECT arrayJoin(['new_campaigns', 'budget_of_new_campaigns']), toDate(coalesce(created_at, toDateTime64(0, 6, 'UTC')))
        FROM hot.adtech_campaign WHERE _committed_at >= {since:DateTime64(6, 'UTC')}
        UNION DISTINCT
        SELECT arrayJoin(['new_campaigns', 'budget_of_new_campaigns']), toDate(coalesce(created_time, toDateTime64(0, 6, 'UTC')))
        FROM gold.dim_campaign_versions WHERE campaign_id IN (SELECT id FROM changed_campaigns)
        UNION DISTINCT
        SELECT 'new_advertisers', toDate(coalesce(created_at, toDateTime64(0, 6, 'UTC')))
        FROM hot.adtech_advertiser WHERE _committed_at >= {since:DateTime64(6, 'UTC')}
        UNION DISTINCT
        SELECT 'new_advertisers', toDate(coalesce(created_time, toDateTime64(0, 6, 'UTC')))
        FROM gold.dim_advertiser
        WHERE advertiser_id IN (SELECT id FROM hot.adtech_advertiser WHERE _committed_at >= {since:DateTime64(6, 'UTC')})
    )

SELECT
    figure,
    day,
    sumIf(value, place = 'gold') AS in_gold,
    sumIf(value, place = 'postgres') AS in_postgres,
    (figure, day) IN (SELECT figure, day FROM changed) AS has_changed
FROM (
    SELECT 'gold' AS place, figure, day, value FROM gold.adtech_figures
    UNION ALL
    SELECT 'postgres', figure, day, value FROM ops.source_figures
    WHERE database = 'adtech' AND measured_at = {measured:DateTime64(6, 'UTC')} AND value != 0
)
WHERE day <= {day:Date}
GROUP BY figure, day
ORDER BY day, figure
