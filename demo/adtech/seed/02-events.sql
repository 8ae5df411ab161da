-- Impressions of the last week while their campaign ran; some are clicked, 1 to 120 seconds later.
CREATE TEMPORARY TABLE seed_impressions ON COMMIT DROP AS
SELECT campaign.id AS campaign_id, (campaign.id - 1) * pg_temp.option('impressions')::bigint + n AS number,
       began + pg_temp.chance('shown', (campaign.id - 1) * pg_temp.option('impressions')::bigint + n) * (ended - began) AS shown
FROM campaign
     CROSS JOIN LATERAL (SELECT least(now()::timestamp, end_date) AS ended) AS e
     CROSS JOIN LATERAL (SELECT least(greatest(start_date, now()::timestamp - interval '7 days'), ended - interval '1 day') AS began) AS b
     CROSS JOIN generate_series(1, pg_temp.option('impressions')::bigint) AS n;

INSERT INTO impressions (campaign_id, created_at)
SELECT campaign_id, shown FROM seed_impressions ORDER BY shown, number;

INSERT INTO clicks (campaign_id, created_at)
SELECT campaign_id, pg_temp.after(shown, (1 + 119 * pg_temp.chance('delay', number)) * interval '1 second')
FROM seed_impressions
WHERE pg_temp.chance('clicked', number) < pg_temp.option('ctr')
ORDER BY shown, number;
