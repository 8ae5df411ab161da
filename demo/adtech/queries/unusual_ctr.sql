-- Days whose CTR is far from the campaign's other days: by its z-score, the deviation from their mean in standard deviations of
-- their sample. The day itself is no part of either: among few days it would hide itself. Campaigns with fewer than three days, or
-- with the same CTR on all other days, have none. Events without a time are left out.
-- Grain: one row per campaign and unusual day.
-- Parameter threshold (default 2): the least z-score, above or below.
WITH numbered AS (
    SELECT
        date_key,
        campaign_id,
        campaign_name,
        impressions,
        clicks,
        toFloat64(ctr) AS day_ctr,
        groupArray(toFloat64(ctr)) OVER own_days AS ctr_of_days,
        count() OVER (PARTITION BY campaign_id ORDER BY date_key) AS place
    FROM gold.daily_campaign_performance
    WHERE campaign_id != 0 AND date_key > '1970-01-01'
    WINDOW own_days AS (PARTITION BY campaign_id ORDER BY date_key ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
),

scores AS (
    SELECT
        *,
        arrayConcat(arraySlice(ctr_of_days, 1, place - 1), arraySlice(ctr_of_days, place + 1)) AS others,
        arrayAvg(others) AS mean_ctr,
        arrayReduce('stddevSampStable', others) AS deviation
    FROM numbered
    WHERE length(ctr_of_days) >= 3
)

SELECT
    date_key,
    campaign_id,
    campaign_name,
    impressions,
    clicks,
    round(day_ctr, 6) AS ctr,
    round(mean_ctr, 6) AS mean_ctr_of_other_days,
    round((day_ctr - mean_ctr) / deviation, 2) AS z_score
FROM scores
WHERE deviation > 0 AND abs(day_ctr - mean_ctr) >= {threshold:Float64} * deviation
ORDER BY abs(z_score) DESC, date_key, campaign_id
