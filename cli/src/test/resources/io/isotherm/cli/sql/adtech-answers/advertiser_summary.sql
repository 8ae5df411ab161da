SELECT id, name, campaigns, running, impressions, clicks, pg_temp.ctr(impressions, clicks), budgets, spend, budgets - spend FROM advertisers ORDER BY spend DESC, id
