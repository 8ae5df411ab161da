package io.isotherm.cli.demo.traffic;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Orders through their life: created with items and a shipping row, paid or failing to, completed or cancelled.
 * An order that is neither completed nor cancelled has the status {@code created}.
 */
final class OrderOperations {
    private static final List<String> PAYMENT_METHODS = List.of("credit_card", "paypal", "bank_transfer");
    private static final int MOST_ITEMS = 3;

    private OrderOperations() {}

    static Map<String, Operation> all() {
        return Map.of(
                "place_order", OrderOperations::place,
                "start_payment", OrderOperations::startPayment,
                "fail_payment", OrderOperations::failPayment,
                "complete_order", OrderOperations::complete,
                "cancel_order", OrderOperations::cancel,
                "change_quantity", OrderOperations::changeQuantity);
    }

    /** Inserts orders with their items and shipping rows, sums the items up and takes them from the stock. */
    static long place(ShopSession shop) throws SQLException {
        long[] users = shop.pickBatch(Rows.USERS);
        long[] products = shop.pick(Rows.PRODUCTS, MOST_ITEMS * shop.batch());
        if (users.length == 0 || products.length == 0) {
            return 0;
        }
        long[] orders = shop.longs("""
                INSERT INTO orders (user_id, order_status, total_amount)
                SELECT u, 'created', 0 FROM unnest(?::bigint[]) AS u RETURNING order_id""", (Object) users);
        return orders.length
                + insertItems(shop, orders, products)
                + sumUp(shop, orders)
                + shop.change("""
                        UPDATE products SET stock_quantity = greatest(0, stock_quantity - sold)
                        FROM (SELECT product_id AS id, sum(quantity) AS sold
                              FROM order_items WHERE order_id = ANY (?) GROUP BY product_id) AS items
                        WHERE product_id = id""", (Object) orders)
                + insertShipping(shop, orders);
    }

    private static long insertItems(ShopSession shop, long[] orders, long[] products) throws SQLException {
        SplittableRandom random = shop.random();
        long[] orderOfItem = IntStream.range(0, orders.length)
                .flatMap(i -> IntStream.range(0, 1 + random.nextInt(MOST_ITEMS)).map(line -> i))
                .mapToLong(i -> orders[i])
                .toArray();
        int items = orderOfItem.length;
        long[] productOfItem = IntStream.range(0, items)
                .mapToLong(i -> products[random.nextInt(products.length)])
                .toArray();
        int[] quantities = random.ints(items, 1, 4).toArray();
        return shop.change("""
                INSERT INTO order_items (order_id, product_id, quantity, price)
                SELECT o, product_id, q, price
                FROM unnest(?::bigint[], ?::bigint[], ?::int[]) AS item (o, p, q) JOIN products ON product_id = p""", orderOfItem, productOfItem, quantities);
    }

    private static long sumUp(ShopSession shop, long[] orders) throws SQLException {
        return shop.change("""
                UPDATE orders AS o SET total_amount =
                    (SELECT coalesce(sum(quantity * price), 0) FROM order_items AS i WHERE i.order_id = o.order_id)
                WHERE order_id = ANY (?)""", (Object) orders);
    }

    private static long insertShipping(ShopSession shop, long[] orders) throws SQLException {
        SplittableRandom random = shop.random();
        String[][] places = IntStream.range(0, orders.length)
                .mapToObj(i -> ShopText.place(random))
                .toArray(String[][]::new);
        String[] cities =
                IntStream.range(0, orders.length).mapToObj(i -> places[i][0]).toArray(String[]::new);
        String[] countries =
                IntStream.range(0, orders.length).mapToObj(i -> places[i][1]).toArray(String[]::new);
        return shop.change(
                """
                INSERT INTO shipping (order_id, address, city, postal_code, country, shipping_date)
                SELECT o, address, city, code, country, NULL
                FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[])
                         AS s (o, address, city, code, country)""",
                orders,
                ShopText.texts(orders.length, random, ShopText::address),
                cities,
                ShopText.texts(orders.length, random, ShopText::postalCode),
                countries);
    }

    /** A pending payment for open orders that have none. */
    private static long startPayment(ShopSession shop) throws SQLException {
        return insertPayments(shop, shop.pickBatch(Rows.OPEN_ORDERS), "pending");
    }

    private static long failPayment(ShopSession shop) throws SQLException {
        return settlePayments(shop, shop.pickBatch(Rows.OPEN_ORDERS), "failed");
    }

    /** Pays and sends open orders. */
    private static long complete(ShopSession shop) throws SQLException {
        long[] orders = shop.pickBatch(Rows.OPEN_ORDERS);
        return settlePayments(shop, orders, "completed")
                + shop.change("UPDATE orders SET order_status = 'completed' WHERE order_id = ANY (?)", (Object) orders)
                + shop.change("""
                        UPDATE shipping SET shipping_date = clock_timestamp(), tracking_number = 'TRK-' || order_id || '/' || ?
                        WHERE order_id = ANY (?)""", shop.random().nextInt(100), orders);
    }

    /** Cancels open orders, with a failed payment, and puts their items back. */
    private static long cancel(ShopSession shop) throws SQLException {
        long[] orders = shop.pickBatch(Rows.OPEN_ORDERS);
        return settlePayments(shop, orders, "failed")
                + shop.change("UPDATE orders SET order_status = 'cancelled' WHERE order_id = ANY (?)", (Object) orders)
                + shop.change("""
                        UPDATE products SET stock_quantity = stock_quantity + returned
                        FROM (SELECT product_id AS id, sum(quantity) AS returned
                              FROM order_items WHERE order_id = ANY (?) GROUP BY product_id) AS items
                        WHERE product_id = id""", (Object) orders);
    }

    /** Pending payments get the status; orders without a payment of that status get a new one. */
    private static long settlePayments(ShopSession shop, long[] orders, String status) throws SQLException {
        return shop.change("""
                        UPDATE payments SET status = ?, payment_date = clock_timestamp()
                        WHERE order_id = ANY (?) AND status = 'pending'""", status, orders) + insertPayments(shop, orders, status);
    }

    private static long insertPayments(ShopSession shop, long[] orders, String status) throws SQLException {
        String method = PAYMENT_METHODS.get(shop.random().nextInt(PAYMENT_METHODS.size()));
        return shop.change("""
                INSERT INTO payments (order_id, amount, payment_method, status)
                SELECT order_id, total_amount, ?, ? FROM orders AS o
                WHERE order_id = ANY (?)
                  AND NOT EXISTS (SELECT FROM payments AS p WHERE p.order_id = o.order_id AND p.status = ?)""", method, status, orders, status);
    }

    /** Other quantities in open orders, and their new total. */
    private static long changeQuantity(ShopSession shop) throws SQLException {
        long[] orders = shop.pickBatch(Rows.OPEN_ORDERS);
        return shop.change(
                        "UPDATE order_items SET quantity = 1 + (quantity + ?) % 9 WHERE order_id = ANY (?)",
                        shop.random().nextInt(9), orders)
                + sumUp(shop, orders);
    }
}
