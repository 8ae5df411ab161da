package io.isotherm.connect;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import java.sql.SQLException;
import org.apache.kafka.connect.errors.RetriableException;

/**
 * Has the operators of {@code citext} found, wherever its extension is. A read of rows goes on behind the last key, and
 * asks for them in the order of the key's index, which has upper and lower case side by side. Postgres compares a
 * {@code citext} as a text, by bytes, if it does not find the operators: rows were left out by that.
 */
final class CitextOperators {
    private static final String SEARCHED = """
            SELECT concat_ws(', ', nullif(current_setting('search_path'), ''), quote_ident(n.nspname))
            FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
            WHERE e.extname = 'citext' AND n.nspname <> ALL (current_schemas(false))""";

    private static final String OPTIONS = "driver.options";

    private CitextOperators() {}

    /** Changes nothing for a source without the extension, and for one whose schema is searched anyway. */
    static void configure(PostgresConnectorConfig source, Configuration config, Configuration.Builder settings) {
        String searched = searched(source);
        if (searched != null) {
            String options = config.getString(OPTIONS, "");
            settings.with(OPTIONS, options + " -c search_path=" + searched.replaceAll("[\\\\ ]", "\\\\$0"));
        }
    }

    /** The schemas to be searched; null for those that are. */
    private static String searched(PostgresConnectorConfig source) {
        try (PostgresConnection connection = new PostgresConnection(source.getJdbcConfig(), "Isotherm")) {
            return connection.queryAndMap(SEARCHED, row -> row.next() ? row.getString(1) : null);
        } catch (SQLException e) {
            throw new RetriableException("cannot look for the extension citext", e);
        }
    }
}
