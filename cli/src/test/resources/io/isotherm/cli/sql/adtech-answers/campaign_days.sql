SELECT day, impressions, clicks, pg_temp.ctr(impressions, clicks), spend, spend_then FROM days WHERE campaign = 1 ORDER BY day
