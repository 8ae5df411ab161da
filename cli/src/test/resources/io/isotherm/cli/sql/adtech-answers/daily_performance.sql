SELECT campaign, name, impressions, clicks, pg_temp.ctr(impressions, clicks), spend, pg_temp.ratio(spend * 1000, impressions), pg_temp.ratio(spend, clicks)
FROM days WHERE day = '${day}' ORDER BY impressions DESC, campaign
