package io.isotherm.cli.demo.traffic;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Products and categories: prices, stock, descriptions, soft deletes. */
final class CatalogOperations {
    private static final int HOT_UPDATES = 25;

    private CatalogOperations() {}

    static Map<String, Operation> all() {
        return Map.of(
                "change_price", CatalogOperations::changePrice,
                "restock", CatalogOperations::restock,
                "hot_stock", CatalogOperations::hotStock,
                "add_product", CatalogOperations::addProduct,
                "describe_product", CatalogOperations::describeProduct,
                "describe_product_long", CatalogOperations::describeProductLong,
                "reprice_long_product", CatalogOperations::repriceLongProduct,
                "retire_product", CatalogOperations::retireProduct,
                "add_category", CatalogOperations::addCategory,
                "retire_category", CatalogOperations::retireCategory);
    }

    static long changePrice(ShopSession shop) throws SQLException {
        return reprice(shop, Rows.PRODUCTS);
    }

    /** Prices move about between 10 and 110. */
    private static long reprice(ShopSession shop, Rows rows) throws SQLException {
        return shop.change(
                "UPDATE products SET price = 10 + mod(price * 1.37 + ?, 100) WHERE product_id = ANY (?)",
                shop.random().nextInt(100),
                shop.pickBatch(rows));
    }

    private static long restock(ShopSession shop) throws SQLException {
        return shop.change(
                "UPDATE products SET stock_quantity = ? WHERE product_id = ANY (?)",
                10 + shop.random().nextInt(101),
                shop.pickBatch(Rows.PRODUCTS));
    }

    /** The same row many times in one transaction, in statements of its own. */
    private static long hotStock(ShopSession shop) throws SQLException {
        long[] product = shop.pick(Rows.PRODUCTS, 1);
        List<Object[]> sales = IntStream.range(0, HOT_UPDATES)
                .mapToObj(i -> new Object[] {1 + shop.random().nextInt(3), product})
                .toList();
        return shop.changeEach(
                "UPDATE products SET stock_quantity = greatest(0, stock_quantity - ?) WHERE product_id = ANY (?)",
                sales);
    }

    private static long addProduct(ShopSession shop) throws SQLException {
        return shop.change(
                """
                INSERT INTO products (name, description, price, stock_quantity, category_id)
                SELECT 'New arrival', d, ?::numeric, ?, (SELECT max(c) FROM unnest(?::bigint[]) AS c)
                FROM unnest(?::text[]) AS d""",
                10 + shop.random().nextInt(101),
                10 + shop.random().nextInt(101),
                shop.pick(Rows.CATEGORIES, 1),
                ShopText.texts(shop.batch(), shop.random(), ShopText::remark));
    }

    /** A description becomes NULL, or a short text where there was none or a long one. */
    private static long describeProduct(ShopSession shop) throws SQLException {
        return shop.change(
                """
                UPDATE products SET description = CASE WHEN octet_length(description) < ? THEN NULL ELSE ? END
                WHERE product_id = ANY (?)""", Rows.LONG_TEXT_BYTES, ShopText.remark(shop.random()), shop.pickBatch(Rows.ALL_PRODUCTS));
    }

    private static long describeProductLong(ShopSession shop) throws SQLException {
        return shop.change(
                "UPDATE products SET description = ? WHERE product_id = ANY (?)",
                ShopText.longText(shop.random()),
                shop.pick(Rows.ALL_PRODUCTS, 1));
    }

    /** Leaves the out-of-line description alone: it is not part of the change that Postgres publishes. */
    private static long repriceLongProduct(ShopSession shop) throws SQLException {
        return reprice(shop, Rows.LONG_PRODUCTS);
    }

    private static long retireProduct(ShopSession shop) throws SQLException {
        return softDelete(shop, "products", "product_id", Rows.ALL_PRODUCTS);
    }

    private static long addCategory(ShopSession shop) throws SQLException {
        return shop.change(
                """
                INSERT INTO categories (name, parent_id)
                VALUES (?, (SELECT max(c) FROM unnest(?::bigint[]) AS c))""",
                "Season's \"best\" " + shop.random().nextInt(1_000),
                shop.random().nextBoolean() ? shop.pick(Rows.CATEGORIES, 1) : new long[0]);
    }

    private static long retireCategory(ShopSession shop) throws SQLException {
        return softDelete(shop, "categories", "category_id", Rows.CATEGORIES);
    }

    /** One in four times; else the opposite, so that most rows stay. */
    private static long softDelete(ShopSession shop, String table, String key, Rows rows) throws SQLException {
        boolean leave = shop.random().nextInt(4) == 0;
        return shop.change(
                "UPDATE " + table + " SET deleted_at = CASE WHEN ? THEN clock_timestamp() END WHERE " + key
                        + " = ANY (?)",
                leave,
                shop.pick(rows, 1));
    }
}
