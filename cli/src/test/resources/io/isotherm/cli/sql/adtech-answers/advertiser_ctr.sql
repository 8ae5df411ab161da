SELECT id, name, campaigns, budgets, impressions, clicks, pg_temp.ctr(impressions, clicks) AS ctr FROM advertisers ORDER BY ctr DESC, impressions DESC, id
