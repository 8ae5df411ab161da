package io.isotherm.cli.demo.traffic;

import java.sql.SQLException;
import java.util.Map;

/** Primary keys that change, and keys that are deleted and inserted again in one transaction. Only rows without dependants. */
final class KeyOperations {
    private KeyOperations() {}

    static Map<String, Operation> all() {
        return Map.of(
                "rekey_review", shop -> rekey(shop, "product_reviews", "review_id", Rows.REVIEWS),
                "rekey_long_review", shop -> rekey(shop, "product_reviews", "review_id", Rows.LONG_REVIEWS),
                "rekey_payment", shop -> rekey(shop, "payments", "payment_id", Rows.PAYMENTS),
                "rekey_shipping", shop -> rekey(shop, "shipping", "shipping_id", Rows.SHIPPING),
                "rekey_product", shop -> rekey(shop, "products", "product_id", Rows.PRODUCTS_UNUSED),
                "reinsert_review", KeyOperations::reinsertReview,
                "reinsert_payment", KeyOperations::reinsertPayment);
    }

    private static long rekey(ShopSession shop, String table, String key, Rows rows) throws SQLException {
        return shop.change(
                "UPDATE %1$s SET %2$s = nextval('%1$s_%2$s_seq') WHERE %2$s = ANY (?)".formatted(table, key),
                (Object) shop.pick(rows, 1));
    }

    private static long reinsertReview(ShopSession shop) throws SQLException {
        return deletedAndInserted(shop.change("""
                WITH gone AS (DELETE FROM product_reviews WHERE review_id = ANY (?) RETURNING *)
                INSERT INTO product_reviews (review_id, product_id, user_id, rating, comment)
                SELECT review_id, product_id, user_id, 6 - rating, comment FROM gone""", (Object) shop.pickBatch(Rows.REVIEWS)));
    }

    private static long reinsertPayment(ShopSession shop) throws SQLException {
        return deletedAndInserted(shop.change("""
                WITH gone AS (DELETE FROM payments WHERE payment_id = ANY (?) RETURNING *)
                INSERT INTO payments (payment_id, order_id, amount, payment_method, status)
                SELECT payment_id, order_id, amount + 0.01, payment_method, status FROM gone""", (Object) shop.pickBatch(Rows.PAYMENTS)));
    }

    private static long deletedAndInserted(long inserted) {
        return 2 * inserted;
    }
}
