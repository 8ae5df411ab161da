-- Impressions, clicks, CTR and spend of all campaigns by day, the newest first.
-- Grain: one row per day with events.
-- Parameter from (default 1970-01-01): the first day.
-- Parameter to (default today): the last day.
SELECT
    date_key,
    campaigns,
    impressions,
    clicks,
    round(ctr, 6) AS ctr,
    spend_amount,
    round(cpm, 4) AS cpm,
    round(cpc, 4) AS cpc
FROM gold.fct_daily_summary
WHERE date_key BETWEEN {from:Date} AND {to:Date}
ORDER BY date_key DESC
