-- Hot tables with the types that the job gives the columns of visits; bronze views and history are made from them.
CREATE TABLE hot.visits_stores (id String, name String, created_at Nullable(Int64), updated_at Nullable(Int64),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id;

CREATE TABLE hot.visits_branches (id String, store_id String, name String, city Nullable(String),
    created_at Nullable(Int64), updated_at Nullable(Int64),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id;

CREATE TABLE hot.visits_cashiers (id String, branch_id String, name String, created_at Nullable(Int64), updated_at Nullable(Int64),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id;

CREATE TABLE hot.visits_app_users (id String, name Nullable(String), phone_number Nullable(String),
    created_at Nullable(Int64), updated_at Nullable(Int64),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id;

CREATE TABLE hot.visits_app_user_visits_fact (id String, phone_number Nullable(String), seen Nullable(Int32), state Nullable(Int32),
    points Nullable(Float64), receipt Nullable(Float64), countryCode Nullable(String), remaining Nullable(Float64),
    customer_id Nullable(String), branch_id Nullable(String), store_id Nullable(String), cashier_id Nullable(String),
    created_at Nullable(Int64), updated_at Nullable(Int64), expired Nullable(Int32), expires_at Nullable(Int64),
    order_id Nullable(String), is_deleted Int16, is_fraud Int16, sync_mechanism Nullable(String), is_bulk_points Nullable(String),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id;
