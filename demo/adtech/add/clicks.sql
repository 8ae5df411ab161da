-- As many for each impression of the campaign as the ratio says, 1 to 120 seconds after it
INSERT INTO clicks (campaign_id, created_at)
SELECT campaign_id, pg_temp.after(created_at, (1 + 119 * pg_temp.chance('delay', 1000 * id + n)) * interval '1 second')
FROM impressions, generate_series(0, ceil(pg_temp.option('ratio'))::int - 1) AS n
WHERE campaign_id = pg_temp.option('campaign_id')::int AND pg_temp.chance('clicked', id) < pg_temp.option('ratio') - n;
