CREATE OR REPLACE VIEW `bronze`.`shop_orders_as_of` AS
SELECT `region`, `id`, _newest.1 AS `v`, _newest.2 AS `_version`, _newest.4 AS `_committed_at`, _newest.5 AS `_ingested_at`
FROM (
    SELECT `id`, `region`, argMax(tuple(`v`, `_version`, `_is_deleted`, `_committed_at`, `_ingested_at`), _version) AS _newest
    FROM `bronze`.`shop_orders_history`
    WHERE _committed_at <= {at:DateTime64(6, 'UTC')}
    GROUP BY `id`, `region`
)
WHERE _newest.3 = 0
