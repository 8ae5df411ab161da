SELECT id, name, advertiser_name, start_date, end_date, budget, spend, budget - spend AS rest, used FROM campaigns WHERE runs ORDER BY rest, id
