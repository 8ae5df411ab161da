package io.isotherm.cli.demo.traffic;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Map;

/** Transactions of many statements, and ones that take back all or a part of what they did. */
final class TransactionOperations {
    private TransactionOperations() {}

    static Map<String, Operation> all() {
        return Map.of(
                "mixed_transaction", TransactionOperations::mixed,
                "short_lived_review", TransactionOperations::shortLived,
                "roll_back", TransactionOperations::rollBack,
                "roll_back_part", TransactionOperations::rollBackPart);
    }

    /** Changes of most tables, some rows twice, that become visible together. */
    private static long mixed(ShopSession shop) throws SQLException {
        return CustomerOperations.signUp(shop)
                + OrderOperations.place(shop)
                + CatalogOperations.changePrice(shop)
                + CustomerOperations.changePhone(shop)
                + ReviewOperations.write(shop)
                + ReviewOperations.edit(shop)
                + CatalogOperations.changePrice(shop);
    }

    /** Rows that are inserted, updated and deleted before anybody sees them. */
    private static long shortLived(ShopSession shop) throws SQLException {
        long[] reviews = ReviewOperations.insert(shop, shop.batch(), ShopText.remark(shop.random()));
        return reviews.length
                + shop.change("UPDATE product_reviews SET comment = NULL WHERE review_id = ANY (?)", (Object) reviews)
                + shop.change("DELETE FROM product_reviews WHERE review_id = ANY (?)", (Object) reviews);
    }

    private static long rollBack(ShopSession shop) throws SQLException {
        OrderOperations.place(shop);
        CatalogOperations.changePrice(shop);
        shop.rollback();
        return 0;
    }

    /** Keeps what came before and after the part that is rolled back. */
    private static long rollBackPart(ShopSession shop) throws SQLException {
        long before = CustomerOperations.changePhone(shop);
        Savepoint savepoint = shop.savepoint();
        OrderOperations.place(shop);
        ReviewOperations.edit(shop);
        shop.rollbackTo(savepoint);
        return before + ReviewOperations.write(shop);
    }
}
