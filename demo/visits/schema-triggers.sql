-- Times, replica identity, and the indexes that cascades and the traffic look rows up by. Idempotent; runs after schema.sql.

-- clock_timestamp(), not now(): two updates of a row in one transaction are two moments, if they are a millisecond apart.
CREATE OR REPLACE FUNCTION touch_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.updated_at := extract(epoch FROM clock_timestamp()) * 1000;
    ELSE
        NEW.created_at := coalesce(NEW.created_at, extract(epoch FROM clock_timestamp()) * 1000);
        NEW.updated_at := coalesce(NEW.updated_at, NEW.created_at);
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER touch_times BEFORE INSERT OR UPDATE ON stores FOR EACH ROW EXECUTE FUNCTION touch_times();
CREATE OR REPLACE TRIGGER touch_times BEFORE INSERT OR UPDATE ON branches FOR EACH ROW EXECUTE FUNCTION touch_times();
CREATE OR REPLACE TRIGGER touch_times BEFORE INSERT OR UPDATE ON cashiers FOR EACH ROW EXECUTE FUNCTION touch_times();
CREATE OR REPLACE TRIGGER touch_times BEFORE INSERT OR UPDATE ON app_users FOR EACH ROW EXECUTE FUNCTION touch_times();
CREATE OR REPLACE TRIGGER touch_times BEFORE INSERT OR UPDATE ON app_user_visits_fact FOR EACH ROW EXECUTE FUNCTION touch_times();

-- Deletes and updates carry only the key of the old row: the pipeline must do with that.
ALTER TABLE stores REPLICA IDENTITY DEFAULT;
ALTER TABLE branches REPLICA IDENTITY DEFAULT;
ALTER TABLE cashiers REPLICA IDENTITY DEFAULT;
ALTER TABLE app_users REPLICA IDENTITY DEFAULT;
ALTER TABLE app_user_visits_fact REPLICA IDENTITY DEFAULT;

CREATE INDEX IF NOT EXISTS branches_store ON branches (store_id);
CREATE INDEX IF NOT EXISTS cashiers_branch ON cashiers (branch_id);
CREATE INDEX IF NOT EXISTS app_users_created ON app_users (created_at);
CREATE INDEX IF NOT EXISTS visits_customer ON app_user_visits_fact (customer_id);
CREATE INDEX IF NOT EXISTS visits_branch ON app_user_visits_fact (branch_id);
CREATE INDEX IF NOT EXISTS visits_store ON app_user_visits_fact (store_id);
CREATE INDEX IF NOT EXISTS visits_cashier ON app_user_visits_fact (cashier_id);
CREATE INDEX IF NOT EXISTS visits_created ON app_user_visits_fact (created_at);
CREATE INDEX IF NOT EXISTS visits_updated ON app_user_visits_fact (updated_at);
