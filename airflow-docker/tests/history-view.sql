CREATE OR REPLACE VIEW `bronze`.`shop_orders_history` AS
SELECT `region`, `id`, `v`, `_version`, `_is_deleted`, `_committed_at`, `_ingested_at` FROM `hot`.`shop_orders_history` FINAL
UNION ALL
SELECT `region`, `id`, `v`, `_version`, `_is_deleted`, `_committed_at`, `_ingested_at` FROM (SELECT `region`, `id`, `v`, `_version`, `_is_deleted`, `_committed_at`, `_ingested_at` FROM `cold`.`shop_orders_history` WHERE _partition_id IN (SELECT partition_id FROM ops.archived_partitions WHERE released AND `table` = 'shop_orders_history')) AS archived
LEFT ANTI JOIN (SELECT `id`, `region`, `_version` FROM `hot`.`shop_orders_history` WHERE _partition_id IN (SELECT partition_id FROM ops.archived_partitions WHERE released AND `table` = 'shop_orders_history')) AS late USING (`id`, `region`, `_version`)
