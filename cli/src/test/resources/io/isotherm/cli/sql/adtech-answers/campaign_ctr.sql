SELECT all_of_them.id, all_of_them.name, advertiser_name, coalesce(impressions, 0), coalesce(clicks, 0), coalesce(pg_temp.ctr(impressions, clicks), 0) AS ctr
FROM (SELECT id, name, advertiser_name FROM campaigns UNION ALL SELECT 0, 'Unknown', 'Unknown' WHERE EXISTS (SELECT FROM events WHERE campaign = 0)) AS all_of_them
LEFT JOIN days ON campaign = all_of_them.id AND day = '${day}' ORDER BY ctr DESC, coalesce(impressions, 0) DESC, id
