-- The demo source of ad-tech: who advertises, with what, and what was shown and clicked. Idempotent. Triggers, replica
-- identity and indexes: schema-triggers.sql. Timestamps have no zone; the sessions that fill them use UTC.

CREATE TABLE IF NOT EXISTS advertiser (
    id         SERIAL PRIMARY KEY,
    name       VARCHAR(255) NOT NULL,
    updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- bid: what one impression costs. budget: of the whole campaign. end_date: the first day on which it does not run.
CREATE TABLE IF NOT EXISTS campaign (
    id            SERIAL PRIMARY KEY,
    name          VARCHAR(255) NOT NULL,
    bid           NUMERIC(10, 2) NOT NULL,
    budget        NUMERIC(10, 2) NOT NULL,
    start_date    DATE,
    end_date      DATE,
    advertiser_id INT REFERENCES advertiser,
    updated_at    TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    created_at    TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE IF NOT EXISTS impressions (
    id          SERIAL PRIMARY KEY,
    campaign_id INT REFERENCES campaign,
    created_at  TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- A click does not say which impression it followed.
CREATE TABLE IF NOT EXISTS clicks (
    id          SERIAL PRIMARY KEY,
    campaign_id INT REFERENCES campaign,
    created_at  TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
