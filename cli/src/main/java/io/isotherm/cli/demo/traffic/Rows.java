package io.isotherm.cli.demo.traffic;

/**
 * Rows that operations draw from, as a query with one parameter, an array of numbers in [0, 1): it returns the distinct
 * keys, in ascending order, of the first row at or after each of these parts of the way from the lowest to the highest
 * key. Through the primary key's index this costs the same in a table of any size.
 */
record Rows(String pickSql) {
    /** More bytes than PostgreSQL ever keeps in the row itself. */
    static final int LONG_TEXT_BYTES = 8_000;

    private static final String IS_LONG = "octet_length(%s) > " + LONG_TEXT_BYTES;

    static final Rows USERS = rows("users", "user_id", "deleted_at IS NULL");
    static final Rows ALL_USERS = rows("users", "user_id", "true");
    static final Rows USERS_WITH_FEW_ORDERS =
            rows("users", "user_id", "(SELECT count(*) FROM orders AS o WHERE o.user_id = t.user_id) <= 5");

    static final Rows CATEGORIES = rows("categories", "category_id", "true");
    static final Rows PRODUCTS = rows("products", "product_id", "deleted_at IS NULL");
    static final Rows ALL_PRODUCTS = rows("products", "product_id", "true");
    static final Rows LONG_PRODUCTS = rows("products", "product_id", IS_LONG.formatted("description"));
    static final Rows PRODUCTS_LITTLE_USED = rows("products", "product_id", """
            NOT EXISTS (SELECT FROM order_items AS i WHERE i.product_id = t.product_id OFFSET 50)
            AND NOT EXISTS (SELECT FROM product_reviews AS r WHERE r.product_id = t.product_id OFFSET 50)""");
    static final Rows PRODUCTS_UNUSED = rows("products", "product_id", """
            NOT EXISTS (SELECT FROM order_items AS i WHERE i.product_id = t.product_id)
            AND NOT EXISTS (SELECT FROM product_reviews AS r WHERE r.product_id = t.product_id)""");

    static final Rows ORDERS = rows("orders", "order_id", "true");
    /** Bounded by the partial index on open orders: they are few among many. */
    static final Rows OPEN_ORDERS = rows("orders", "order_id", "order_status = 'created'", "order_status = 'created'");

    static final Rows PAYMENTS = rows("payments", "payment_id", "true");
    static final Rows SHIPPING = rows("shipping", "shipping_id", "true");
    static final Rows LONG_SHIPPING = rows("shipping", "shipping_id", IS_LONG.formatted("address"));
    static final Rows REVIEWS = rows("product_reviews", "review_id", "true");
    static final Rows LONG_REVIEWS = rows("product_reviews", "review_id", IS_LONG.formatted("comment"));

    private static Rows rows(String table, String key, String condition) {
        return rows(table, key, "true", condition);
    }

    private static Rows rows(String table, String key, String boundsCondition, String condition) {
        return new Rows("""
                SELECT DISTINCT picked.key
                FROM (SELECT min(%2$s) AS low, max(%2$s) AS high FROM %1$s WHERE %3$s) AS bounds,
                     unnest(?::float8[]) AS probe (part),
                     LATERAL (SELECT t.%2$s AS key FROM %1$s AS t
                              WHERE t.%2$s >= low + floor(part * (high - low + 1))::bigint AND %4$s
                              ORDER BY t.%2$s LIMIT 1) AS picked
                ORDER BY picked.key""".formatted(table, key, boundsCondition, condition));
    }
}
