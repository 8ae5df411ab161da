package io.isotherm.connect;

import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps apart what columns a table has for the read of its rows and for its changes. Debezium takes all columns of the
 * catalog when it begins to read a table, and then for the table's changes too, which it tells apart by their places
 * alone. But Postgres sends only those that are published, as it has said before: behind an excluded column each value
 * was taken for that of the column before, until the connector started anew. The other way round, rows that were read
 * lost their places when Postgres said before they were sent which columns it sends.
 */
final class StreamedTables {
    private final PostgresSchema schema;
    private final Map<TableId, Table> streamed = new HashMap<>();
    private final Map<TableId, Table> read = new HashMap<>();
    private Table interrupted;

    StreamedTables(PostgresSchema schema) {
        this.schema = schema;
    }

    void beginRead() {
        endSending();
        streamed.clear();
        schema.tableIds().forEach(id -> streamed.put(id, schema.tableFor(id)));
    }

    void endRead() {
        streamed.forEach((id, table) -> {
            Table asRead = schema.tableFor(id);
            if (differ(asRead, table)) {
                read.put(id, asRead);
                schema.refresh(table);
            }
        });
        streamed.clear();
    }

    /** @param id of the table whose rows are sent next */
    void beginSending(TableId id) {
        Table asRead = read.get(id);
        Table now = schema.tableFor(id);
        if (asRead != null && differ(asRead, now)) {
            interrupted = now;
            schema.refresh(asRead);
        }
    }

    private void endSending() {
        if (interrupted != null) {
            schema.refresh(interrupted);
            interrupted = null;
        }
    }

    /** Behind a change for which Debezium has looked into the catalog, as it does where an enum has got a label. */
    void restore(Table streamed) {
        if (streamed != null && differ(schema.tableFor(streamed.id()), streamed)) {
            schema.refresh(streamed);
        }
    }

    private static boolean differ(Table one, Table other) {
        return one != other
                && one != null
                && other != null
                && !one.retrieveColumnNames().equals(other.retrieveColumnNames());
    }
}
