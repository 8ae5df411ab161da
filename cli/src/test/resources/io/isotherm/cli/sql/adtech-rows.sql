-- Rows with the edges of ad-tech: campaigns without events, with clicks alone, with as many clicks as impressions, over
-- their budget, of nobody; events without a campaign or a time, at midnight; a rate that is small and one that stands out.
INSERT INTO advertiser (id, name, created_at) VALUES
    (1, ' Acme ', '2025-02-01'), (2, 'Zoë & Söhne', '2025-02-02'), (3, 'Silent', '2025-02-03');

INSERT INTO campaign (id, name, bid, budget, start_date, end_date, advertiser_id, created_at) VALUES
    (1, 'Spring', 0.50, 500, '2025-03-01', '2025-03-31', 1, '2025-02-10'),
    (2, 'Winter', 2.00, 50, '2025-01-01', '2025-03-21', 1, '2025-02-10'),
    (3, 'Quiet', 1.25, 80, '2025-03-10', '2025-04-10', 2, '2025-02-11'),
    (4, 'Clicks only', 1.00, 10, NULL, NULL, 2, '2025-02-11'),
    (5, 'Nobody''s', 0.10, 5, '2025-04-01', '2025-06-01', NULL, '2025-02-12');

INSERT INTO impressions (campaign_id, created_at)
SELECT 1, day + interval '10 hours' FROM generate_series(timestamp '2025-03-01', '2025-03-09', '1 day') AS day, generate_series(1, 100)
UNION ALL
SELECT 1, timestamp '2025-03-10 20:15' FROM generate_series(1, 1000)
UNION ALL
SELECT 1, timestamp '2025-03-21 08:00' FROM generate_series(1, 4)
UNION ALL
SELECT 2, timestamp '2025-03-01 00:00' FROM generate_series(1, 20)
UNION ALL
SELECT 2, timestamp '2025-03-01 23:59:59.999999' FROM generate_series(1, 10)
UNION ALL
SELECT 5, timestamp '2025-03-02 00:00' FROM generate_series(1, 5)
UNION ALL
VALUES (4, timestamp '2025-03-04 12:00'), (NULL, timestamp '2025-03-02 12:00'), (1, NULL);

INSERT INTO clicks (campaign_id, created_at)
SELECT 1, day + interval '10 hours 1 minute'
FROM generate_series(timestamp '2025-03-01', '2025-03-08', '1 day') AS day, generate_series(1, 12) AS i
WHERE i <= 10 OR extract(day FROM day)::int % 2 = 0
UNION ALL
SELECT 1, timestamp '2025-03-09 11:00' FROM generate_series(1, 60)
UNION ALL
SELECT 1, timestamp '2025-03-10 20:16' FROM generate_series(1, 4)
UNION ALL
SELECT 2, timestamp '2025-03-01 00:01' FROM generate_series(1, 3)
UNION ALL
SELECT 5, timestamp '2025-03-02 00:00' FROM generate_series(1, 5)
UNION ALL
SELECT 4, timestamp '2025-03-03 12:00' FROM generate_series(1, 2)
UNION ALL
SELECT 4, timestamp '2025-03-04 12:01' FROM generate_series(1, 3)
UNION ALL
VALUES (1, timestamp '2025-03-21 08:01');
