-- Hot tables with the types that the job gives the demo's columns; bronze views and history are made from them.
CREATE TABLE hot.ecommerce_users (user_id Int64, name String, email String, phone Nullable(String),
    created_at Nullable(DateTime64(6, 'UTC')), updated_at Nullable(DateTime64(6, 'UTC')), deleted_at Nullable(DateTime64(6, 'UTC')),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY user_id;

CREATE TABLE hot.ecommerce_categories (category_id Int64, name String, parent_id Nullable(Int64),
    created_at Nullable(DateTime64(6, 'UTC')), updated_at Nullable(DateTime64(6, 'UTC')), deleted_at Nullable(DateTime64(6, 'UTC')),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY category_id;

CREATE TABLE hot.ecommerce_products (product_id Int64, name String, description Nullable(String), price Decimal(12, 2),
    stock_quantity Int32, category_id Nullable(Int64),
    created_at Nullable(DateTime64(6, 'UTC')), updated_at Nullable(DateTime64(6, 'UTC')), deleted_at Nullable(DateTime64(6, 'UTC')),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY product_id;

CREATE TABLE hot.ecommerce_orders (order_id Int64, user_id Int64, order_status Nullable(String), total_amount Decimal(12, 2),
    created_at Nullable(DateTime64(6, 'UTC')), updated_at Nullable(DateTime64(6, 'UTC')),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY order_id PARTITION BY toYYYYMMDD(created_at) SETTINGS allow_nullable_key = 1;

CREATE TABLE hot.ecommerce_order_items (order_item_id Int64, order_id Int64, product_id Int64, quantity Int32, price Decimal(12, 2),
    created_at Nullable(DateTime64(6, 'UTC')), updated_at Nullable(DateTime64(6, 'UTC')),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY order_item_id PARTITION BY toYYYYMMDD(created_at) SETTINGS allow_nullable_key = 1;

CREATE TABLE hot.ecommerce_payments (payment_id Int64, order_id Int64, amount Decimal(12, 2), payment_method String,
    payment_date Nullable(DateTime64(6, 'UTC')), status Nullable(String),
    created_at Nullable(DateTime64(6, 'UTC')), updated_at Nullable(DateTime64(6, 'UTC')),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY payment_id PARTITION BY toYYYYMMDD(created_at) SETTINGS allow_nullable_key = 1;

CREATE TABLE hot.ecommerce_shipping (shipping_id Int64, order_id Int64, address String, city String, postal_code String, country String,
    shipping_date Nullable(DateTime64(6, 'UTC')), tracking_number Nullable(String),
    created_at Nullable(DateTime64(6, 'UTC')), updated_at Nullable(DateTime64(6, 'UTC')),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY shipping_id PARTITION BY toYYYYMMDD(created_at) SETTINGS allow_nullable_key = 1;

CREATE TABLE hot.ecommerce_product_reviews (review_id Int64, product_id Int64, user_id Int64, rating Int32, comment Nullable(String),
    created_at Nullable(DateTime64(6, 'UTC')), updated_at Nullable(DateTime64(6, 'UTC')),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY review_id PARTITION BY toYYYYMMDD(created_at) SETTINGS allow_nullable_key = 1;
