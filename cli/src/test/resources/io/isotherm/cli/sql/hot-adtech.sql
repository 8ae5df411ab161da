-- Hot tables with the types that the job gives the columns of ad-tech; bronze views and history are made from them.
CREATE TABLE hot.adtech_advertiser (id Int32, name String,
    updated_at Nullable(DateTime64(6, 'UTC')), created_at Nullable(DateTime64(6, 'UTC')),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id;

CREATE TABLE hot.adtech_campaign (id Int32, name String, bid Decimal(10, 2), budget Decimal(10, 2),
    start_date Nullable(Date32), end_date Nullable(Date32), advertiser_id Nullable(Int32),
    updated_at Nullable(DateTime64(6, 'UTC')), created_at Nullable(DateTime64(6, 'UTC')),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id;

CREATE TABLE hot.adtech_impressions (id Int32, campaign_id Nullable(Int32), created_at Nullable(DateTime64(6, 'UTC')),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id PARTITION BY toYYYYMMDD(created_at) SETTINGS allow_nullable_key = 1;

CREATE TABLE hot.adtech_clicks (id Int32, campaign_id Nullable(Int32), created_at Nullable(DateTime64(6, 'UTC')),
    _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id PARTITION BY toYYYYMMDD(created_at) SETTINGS allow_nullable_key = 1;
