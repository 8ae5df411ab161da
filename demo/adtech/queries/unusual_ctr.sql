-- Days whose CTR is far from the campaign's other days: by its z-score, the deviation from the mean of the campaign's days in
-- standard deviations of the sample. Campaigns with fewer than three days, or with the same CTR every day, have none. Events
-- without a time are left out.
-- Grain: one row per campaign and unusual day.
-- Parameter threshold (default 2): the least z-score, above or below.
WITH scores AS (
    SELECT
        date_key,
        campaign_id,
        campaign_name,
        impressions,
        clicks,
        ctr AS day_ctr,
        avg(ctr) OVER own_days AS mean_ctr,
        stddevSamp(ctr) OVER own_days AS deviation,
        count() OVER own_days AS days
    FROM gold.daily_campaign_performance
    WHERE campaign_id != 0 AND date_key > '1970-01-01'
    WINDOW own_days AS (PARTITION BY campaign_id)
)

SELECT
    date_key,
    campaign_id,
    campaign_name,
    impressions,
    clicks,
    round(day_ctr, 6) AS ctr,
    round(mean_ctr, 6) AS mean_ctr_of_campaign,
    round((day_ctr - mean_ctr) / deviation, 2) AS z_score
FROM scores
WHERE days >= 3 AND deviation > 0 AND abs(day_ctr - mean_ctr) >= {threshold:Float64} * deviation
ORDER BY abs(z_score) DESC, date_key, campaign_id
