package io.isotherm.cli.demo.traffic;

import java.sql.SQLException;
import java.util.Map;

/** Reviews: written, edited, emptied, and long ones. */
final class ReviewOperations {
    private ReviewOperations() {}

    static Map<String, Operation> all() {
        return Map.of(
                "write_review", ReviewOperations::write,
                "edit_review", ReviewOperations::edit,
                "blank_review", ReviewOperations::blank,
                "write_long_review", ReviewOperations::writeLong,
                "edit_review_long", ReviewOperations::editLong,
                "rate_long_review", ReviewOperations::rateLong);
    }

    static long write(ShopSession shop) throws SQLException {
        return insert(shop, shop.batch(), ShopText.remark(shop.random())).length;
    }

    /** Inserts reviews of one product by some users and returns their keys. */
    static long[] insert(ShopSession shop, int count, String comment) throws SQLException {
        return shop.longs(
                """
                INSERT INTO product_reviews (product_id, user_id, rating, comment)
                SELECT p, u, ?, ? FROM unnest(?::bigint[]) AS p, unnest(?::bigint[]) AS u RETURNING review_id""", 1 + shop.random().nextInt(5), comment, shop.pick(Rows.PRODUCTS, 1), shop.pick(Rows.USERS, count));
    }

    static long edit(ShopSession shop) throws SQLException {
        return shop.change(
                "UPDATE product_reviews SET rating = ?, comment = ? WHERE review_id = ANY (?)",
                1 + shop.random().nextInt(5),
                ShopText.remark(shop.random()),
                shop.pickBatch(Rows.REVIEWS));
    }

    /** Comments become NULL; those that are NULL get a text. */
    private static long blank(ShopSession shop) throws SQLException {
        return shop.change(
                "UPDATE product_reviews SET comment = CASE WHEN comment IS NULL THEN ? END WHERE review_id = ANY (?)",
                ShopText.remark(shop.random()),
                shop.pickBatch(Rows.REVIEWS));
    }

    private static long writeLong(ShopSession shop) throws SQLException {
        return insert(shop, 1, ShopText.longText(shop.random())).length;
    }

    private static long editLong(ShopSession shop) throws SQLException {
        return shop.change(
                "UPDATE product_reviews SET comment = ? WHERE review_id = ANY (?)",
                ShopText.longText(shop.random()),
                shop.pick(Rows.REVIEWS, 1));
    }

    /** Leaves the out-of-line comment alone. */
    private static long rateLong(ShopSession shop) throws SQLException {
        return shop.change(
                "UPDATE product_reviews SET rating = ? WHERE review_id = ANY (?)",
                1 + shop.random().nextInt(5),
                shop.pickBatch(Rows.LONG_REVIEWS));
    }
}
