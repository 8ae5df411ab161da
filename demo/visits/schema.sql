-- The demo source of visits: who came to which branch of which store, was served by whom, and what points it gave.
-- Idempotent. Triggers, replica identity and indexes: schema-triggers.sql. All times are milliseconds since 1970 in UTC.

CREATE TABLE IF NOT EXISTS stores (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    created_at BIGINT,
    updated_at BIGINT
);
CREATE TABLE IF NOT EXISTS branches (
    id         TEXT PRIMARY KEY,
    store_id   TEXT NOT NULL REFERENCES stores ON DELETE CASCADE,
    name       TEXT NOT NULL,
    city       TEXT,
    created_at BIGINT,
    updated_at BIGINT
);
CREATE TABLE IF NOT EXISTS cashiers (
    id         TEXT PRIMARY KEY,
    branch_id  TEXT NOT NULL REFERENCES branches ON DELETE CASCADE,
    name       TEXT NOT NULL,
    created_at BIGINT,
    updated_at BIGINT
);
CREATE TABLE IF NOT EXISTS app_users (
    id           TEXT PRIMARY KEY,
    name         TEXT,
    phone_number TEXT,
    created_at   BIGINT,
    updated_at   BIGINT
);

-- is_deleted and is_fraud are flags (0 or 1) of rows that stay; receipt is the amount paid, points what it earned,
-- remaining what is left of them, and expires_at when they end. A visit without a customer is one of somebody who gave no number.
CREATE TABLE IF NOT EXISTS app_user_visits_fact (
    id             TEXT PRIMARY KEY,
    phone_number   TEXT,
    seen           INT,
    state          INT,
    points         FLOAT8,
    receipt        FLOAT8,
    "countryCode"  TEXT,
    remaining      FLOAT8,
    customer_id    TEXT REFERENCES app_users ON DELETE CASCADE,
    branch_id      TEXT REFERENCES branches ON DELETE CASCADE,
    store_id       TEXT REFERENCES stores ON DELETE CASCADE,
    cashier_id     TEXT REFERENCES cashiers ON DELETE CASCADE,
    created_at     BIGINT,
    updated_at     BIGINT,
    expired        INT,
    expires_at     BIGINT,
    order_id       TEXT,
    is_deleted     SMALLINT NOT NULL DEFAULT 0,
    is_fraud       SMALLINT NOT NULL DEFAULT 0,
    sync_mechanism TEXT,
    is_bulk_points TEXT
);

-- Keys are made of these numbers: the same changes to the same rows give the same keys.
CREATE SEQUENCE IF NOT EXISTS visit_numbers OWNED BY app_user_visits_fact.id;
CREATE SEQUENCE IF NOT EXISTS customer_numbers OWNED BY app_users.id;
