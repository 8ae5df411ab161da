package io.isotherm.cli.demo.traffic;

import java.sql.SQLException;
import java.util.Map;

/** Users and the addresses their orders are sent to. */
final class CustomerOperations {
    private CustomerOperations() {}

    static Map<String, Operation> all() {
        return Map.of(
                "sign_up", CustomerOperations::signUp,
                "rename_user", CustomerOperations::rename,
                "change_phone", CustomerOperations::changePhone,
                "close_account", CustomerOperations::closeAccount,
                "correct_address", CustomerOperations::correctAddress,
                "explain_address", CustomerOperations::explainAddress,
                "track_long_address", CustomerOperations::trackLongAddress);
    }

    static long signUp(ShopSession shop) throws SQLException {
        return shop.change("""
                INSERT INTO users (user_id, name, email, password_hash, phone)
                SELECT id, name, 'user' || id + 1 || '@example.com', '$2b$12$' || md5(id::text), NULL
                FROM (SELECT nextval('users_user_id_seq') AS id, name FROM unnest(?::text[]) AS name) AS u""", (Object) ShopText.texts(shop.batch(), shop.random(), ShopText::name));
    }

    private static long rename(ShopSession shop) throws SQLException {
        return shop.change(
                "UPDATE users SET name = ? WHERE user_id = ANY (?)",
                ShopText.name(shop.random()),
                shop.pickBatch(Rows.USERS));
    }

    /** Sets the phone number of users without one and takes it from those with one. */
    static long changePhone(ShopSession shop) throws SQLException {
        return shop.change(
                "UPDATE users SET phone = CASE WHEN phone IS NULL THEN ? END WHERE user_id = ANY (?)",
                ShopText.phone(shop.random()),
                shop.pickBatch(Rows.USERS));
    }

    /** Soft delete of one in ten of the users picked; the others come back if they had left. */
    private static long closeAccount(ShopSession shop) throws SQLException {
        boolean leave = shop.random().nextInt(10) == 0;
        return shop.change(
                "UPDATE users SET deleted_at = CASE WHEN ? THEN clock_timestamp() END WHERE user_id = ANY (?)",
                leave,
                shop.pickBatch(Rows.ALL_USERS));
    }

    private static long correctAddress(ShopSession shop) throws SQLException {
        return shop.change(
                "UPDATE shipping SET address = ?, postal_code = ? WHERE shipping_id = ANY (?)",
                ShopText.address(shop.random()),
                ShopText.postalCode(shop.random()),
                shop.pickBatch(Rows.SHIPPING));
    }

    /** An address so long that PostgreSQL stores it out of line. */
    private static long explainAddress(ShopSession shop) throws SQLException {
        return shop.change(
                "UPDATE shipping SET address = ? WHERE shipping_id = ANY (?)",
                ShopText.longText(shop.random()),
                shop.pick(Rows.SHIPPING, 1));
    }

    /** Leaves the out-of-line address alone. */
    private static long trackLongAddress(ShopSession shop) throws SQLException {
        return shop.change(
                "UPDATE shipping SET tracking_number = 'TRK-' || ? WHERE shipping_id = ANY (?)",
                shop.random().nextInt(1_000_000),
                shop.pickBatch(Rows.LONG_SHIPPING));
    }
}
