-- updated_at, replica identity, and the indexes that cascades and the traffic look rows up by. Idempotent; runs after schema.sql.

-- clock_timestamp(), not now(): two updates of a row in one transaction are two moments.
CREATE OR REPLACE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER touch_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE OR REPLACE TRIGGER touch_updated_at BEFORE UPDATE ON categories FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE OR REPLACE TRIGGER touch_updated_at BEFORE UPDATE ON products FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE OR REPLACE TRIGGER touch_updated_at BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE OR REPLACE TRIGGER touch_updated_at BEFORE UPDATE ON order_items FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE OR REPLACE TRIGGER touch_updated_at BEFORE UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE OR REPLACE TRIGGER touch_updated_at BEFORE UPDATE ON shipping FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE OR REPLACE TRIGGER touch_updated_at BEFORE UPDATE ON product_reviews FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

-- Deletes and updates carry only the key of the old row: the pipeline must do with that.
ALTER TABLE users REPLICA IDENTITY DEFAULT;
ALTER TABLE categories REPLICA IDENTITY DEFAULT;
ALTER TABLE products REPLICA IDENTITY DEFAULT;
ALTER TABLE orders REPLICA IDENTITY DEFAULT;
ALTER TABLE order_items REPLICA IDENTITY DEFAULT;
ALTER TABLE payments REPLICA IDENTITY DEFAULT;
ALTER TABLE shipping REPLICA IDENTITY DEFAULT;
ALTER TABLE product_reviews REPLICA IDENTITY DEFAULT;

CREATE INDEX IF NOT EXISTS categories_parent ON categories (parent_id);
CREATE INDEX IF NOT EXISTS products_category ON products (category_id);
CREATE INDEX IF NOT EXISTS orders_user ON orders (user_id);
CREATE INDEX IF NOT EXISTS orders_open ON orders (order_id) WHERE order_status = 'created';
CREATE INDEX IF NOT EXISTS order_items_order ON order_items (order_id);
CREATE INDEX IF NOT EXISTS order_items_product ON order_items (product_id);
CREATE INDEX IF NOT EXISTS payments_order ON payments (order_id);
CREATE INDEX IF NOT EXISTS shipping_order ON shipping (order_id);
CREATE INDEX IF NOT EXISTS product_reviews_product ON product_reviews (product_id);
CREATE INDEX IF NOT EXISTS product_reviews_user ON product_reviews (user_id);
