SELECT id, name, bid, impressions, clicks, spend, pg_temp.ratio(spend * 1000, impressions), pg_temp.ratio(spend, clicks) AS cpc FROM campaigns ORDER BY cpc NULLS LAST, id
