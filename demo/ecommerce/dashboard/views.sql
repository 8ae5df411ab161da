-- What dashboards show of today's orders: gold's live views, and nothing until dbt has made those. Grafana and Superset
-- read the same. Run by an administrator at every start, changes nothing when they exist.

CREATE TABLE IF NOT EXISTS ops.dashboard_order_revenue
(
    hour Nullable(DateTime('UTC')),
    total_order UInt64,
    items_sold Int64,
    total_revenue Decimal(38, 2)
)
ENGINE = Merge('gold', '^live_order_revenue$')
COMMENT 'Completed orders of today by hour';

CREATE TABLE IF NOT EXISTS ops.dashboard_payment_failure
(
    failed_payment UInt64,
    total_payment UInt64,
    failure_percent Nullable(Float64)
)
ENGINE = Merge('gold', '^live_payment_failure$')
COMMENT 'Payments of today, and how many of them failed';

CREATE TABLE IF NOT EXISTS ops.dashboard_top_product
(
    product_id Int64,
    name Nullable(String),
    items_sold Int64,
    total_revenue Decimal(38, 2)
)
ENGINE = Merge('gold', '^live_top_product$')
COMMENT 'The ten products that brought most today';
