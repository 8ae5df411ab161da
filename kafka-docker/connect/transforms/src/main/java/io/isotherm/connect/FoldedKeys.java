package io.isotherm.connect;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import java.sql.SQLException;
import org.apache.kafka.connect.errors.RetriableException;

/**
 * Lets a read of rows go on behind the last key where that is a {@code citext}. Its index has upper and lower case side by side,
 * but Postgres compares it as a text, by bytes, if the driver says that the last key is one, and if the schema of the extension is
 * not searched for operators. Rows were left out by that.
 */
final class FoldedKeys {
    private static final String SEARCHED = """
            SELECT CASE WHEN n.nspname = ANY (current_schemas(false)) THEN ''
                ELSE concat_ws(', ', nullif(current_setting('search_path'), ''), quote_ident(n.nspname)) END
            FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'citext'""";

    private static final String OPTIONS = "driver.options";

    private FoldedKeys() {}

    /** Changes nothing for a source without the extension. */
    static void configure(PostgresConnectorConfig source, Configuration config, Configuration.Builder settings) {
        String searched = searched(source);
        if (searched == null) {
            return;
        }
        settings.with("driver.stringtype", "unspecified");
        if (!searched.isEmpty()) {
            String options = config.getString(OPTIONS, "");
            settings.with(OPTIONS, options + " -c search_path=" + searched.replaceAll("[\\\\ ]", "\\\\$0"));
        }
    }

    /** The schemas to be searched, empty for those that are; null if there is no such extension. */
    private static String searched(PostgresConnectorConfig source) {
        try (PostgresConnection connection = new PostgresConnection(source.getJdbcConfig(), "Isotherm")) {
            return connection.queryAndMap(SEARCHED, row -> row.next() ? row.getString(1) : null);
        } catch (SQLException e) {
            throw new RetriableException("cannot look for the extension citext", e);
        }
    }
}
