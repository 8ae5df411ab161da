CREATE OR REPLACE VIEW `bronze`.`shop_orders_by_key` AS
SELECT `region`, `id`, `created_at`, `v`, `amount`, `_version`, `_committed_at`, `_ingested_at`
FROM (SELECT * FROM (
    SELECT `region`, `id`, `created_at`, `v`, `amount`, `_version`, `_is_deleted`, `_committed_at`, `_ingested_at` FROM `hot`.`shop_orders` WHERE `id` = {id:Int64} AND `region` = {region:LowCardinality(String)}
    UNION ALL
    SELECT `region`, `id`, `created_at`, `v`, `amount`, `_version`, `_is_deleted`, `_committed_at`, `_ingested_at` FROM `cold`.`shop_orders` WHERE `id` = {id:Int64} AND `region` = {region:LowCardinality(String)}
) ORDER BY _version DESC LIMIT 1)
WHERE _is_deleted = 0
