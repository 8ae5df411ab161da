SELECT day, campaign, name, impressions, clicks FROM days WHERE clicks > impressions ORDER BY day, campaign
