package io.isotherm.cli.source;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes Postgres print values as it does for the connector, whatever settings server, database and role have. Those of
 * the connector are in {@code driver.options} of its configuration, and the driver adds the rest.
 */
public final class PlainTexts {
    private static final String SETTINGS = """
            SET TimeZone = 'UTC';
            SET DateStyle = 'ISO, YMD';
            SET IntervalStyle = 'postgres';
            SET extra_float_digits = 3;
            SET bytea_output = 'hex';
            SET xmlbinary = 'base64';
            SET quote_all_identifiers = off""";

    private PlainTexts() {}

    public static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SETTINGS);
        }
    }
}
