package io.isotherm.cli.demo.traffic;

import java.sql.SQLException;
import java.util.Map;

/** Hard deletes with what cascades from them. They leave the rows that the traffic is asked to keep. */
final class DeleteOperations {
    /** A user picked for deletion has no more. */
    private static final int ORDERS_OF_A_USER = 5;

    private DeleteOperations() {}

    static Map<String, Operation> all() {
        return Map.of(
                "delete_order", DeleteOperations::deleteOrders,
                "delete_user", DeleteOperations::deleteUser,
                "delete_product", DeleteOperations::deleteProduct,
                "delete_category", DeleteOperations::deleteCategory,
                "delete_review", DeleteOperations::deleteReviews);
    }

    /** With items, payments and shipping rows. */
    private static long deleteOrders(ShopSession shop) throws SQLException {
        long[] orders = shop.pick(Rows.ORDERS, shop.spare("orders", shop.batch()));
        return rowsOf(shop, orders) + shop.change("DELETE FROM orders WHERE order_id = ANY (?)", (Object) orders);
    }

    /** With orders (and what belongs to them) and reviews. */
    private static long deleteUser(ShopSession shop) throws SQLException {
        boolean ordersToSpare = shop.spare("orders", ORDERS_OF_A_USER) == ORDERS_OF_A_USER;
        long[] users = shop.pick(Rows.USERS_WITH_FEW_ORDERS, ordersToSpare ? shop.spare("users", 1) : 0);
        long[] orders = shop.longs("SELECT order_id FROM orders WHERE user_id = ANY (?)", (Object) users);
        long reviews = shop.number("SELECT count(*) FROM product_reviews WHERE user_id = ANY (?)", (Object) users);
        return rowsOf(shop, orders)
                + orders.length
                + reviews
                + shop.change("DELETE FROM users WHERE user_id = ANY (?)", (Object) users);
    }

    private static long rowsOf(ShopSession shop, long[] orders) throws SQLException {
        return shop.number("""
                SELECT (SELECT count(*) FROM order_items WHERE order_id = ANY (?))
                     + (SELECT count(*) FROM payments WHERE order_id = ANY (?))
                     + (SELECT count(*) FROM shipping WHERE order_id = ANY (?))""", orders, orders, orders);
    }

    /** With order items and reviews, of which there are few. */
    private static long deleteProduct(ShopSession shop) throws SQLException {
        long[] products = shop.pick(Rows.PRODUCTS_LITTLE_USED, shop.spare("products", 1));
        long cascaded = shop.number("""
                SELECT (SELECT count(*) FROM order_items WHERE product_id = ANY (?))
                     + (SELECT count(*) FROM product_reviews WHERE product_id = ANY (?))""", products, products);
        return cascaded + shop.change("DELETE FROM products WHERE product_id = ANY (?)", (Object) products);
    }

    /** Its products and sub-categories lose their reference to it: they are updated. */
    private static long deleteCategory(ShopSession shop) throws SQLException {
        long[] categories = shop.pick(Rows.CATEGORIES, shop.spare("categories", 1));
        long updated = shop.number("""
                SELECT (SELECT count(*) FROM products WHERE category_id = ANY (?))
                     + (SELECT count(*) FROM categories WHERE parent_id = ANY (?))""", categories, categories);
        return updated + shop.change("DELETE FROM categories WHERE category_id = ANY (?)", (Object) categories);
    }

    private static long deleteReviews(ShopSession shop) throws SQLException {
        return shop.change("DELETE FROM product_reviews WHERE review_id = ANY (?)", (Object)
                shop.pick(Rows.REVIEWS, shop.spare("product_reviews", shop.batch())));
    }
}
