-- updated_at, replica identity, and the indexes that keys and the traffic look rows up by. Idempotent; runs after schema.sql.

-- clock_timestamp(), not now(): two updates of a row in one transaction are two moments.
CREATE OR REPLACE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER touch_updated_at BEFORE UPDATE ON advertiser FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE OR REPLACE TRIGGER touch_updated_at BEFORE UPDATE ON campaign FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

-- Deletes and updates carry only the key of the old row: the pipeline must do with that.
ALTER TABLE advertiser REPLICA IDENTITY DEFAULT;
ALTER TABLE campaign REPLICA IDENTITY DEFAULT;
ALTER TABLE impressions REPLICA IDENTITY DEFAULT;
ALTER TABLE clicks REPLICA IDENTITY DEFAULT;

CREATE INDEX IF NOT EXISTS campaign_advertiser ON campaign (advertiser_id);
CREATE INDEX IF NOT EXISTS impressions_campaign ON impressions (campaign_id);
CREATE INDEX IF NOT EXISTS clicks_campaign ON clicks (campaign_id);
