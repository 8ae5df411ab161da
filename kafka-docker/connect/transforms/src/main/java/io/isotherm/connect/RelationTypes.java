package io.isotherm.connect;

import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.PostgresStreamingChangeEventSource.PgConnectionSupplier;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.AbstractReplicationMessageColumn;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputReplicationMessage;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.TableEditor;
import io.debezium.relational.TableId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Has a change read with the types that its columns had when it was made. Postgres sends them with the log. Debezium
 * 3.7 takes them by the column's name from the catalog instead, which may be ahead of the log: after two columns had
 * exchanged their names, or one had got another type, a change from before made the connector fail with all its tables.
 *
 * <p>Called by the thread that reads the log only.
 */
final class RelationTypes {
    /** Postgres numbers relations from 1. */
    private static final int NO_RELATION = 0;

    private final PostgresSchema schema;
    private final TypeRegistry types;
    private final Map<String, TableId> ids = new HashMap<>();
    /** Tables as they were looked at; Debezium makes a new one when Postgres sends its columns. */
    private final Map<String, Table> right = new HashMap<>();

    RelationTypes(PostgresSchema schema, TypeRegistry types) {
        this.schema = schema;
        this.types = types;
    }

    /**
     * To be called with every message before anything looks at its columns.
     *
     * @return the table with the columns that the change was made with; null if the message is no change of a row
     */
    Table correct(ReplicationMessage message) {
        if (!TextReplication.isChange(message)) {
            return null;
        }
        TableId id = ids.computeIfAbsent(message.getTable(), name -> TableId.parse(name, false));
        Table table = schema.tableFor(id);
        if (table == null || table == right.get(message.getTable())) {
            return table;
        }
        Set<String> wrong = new HashSet<>();
        TableEditor editor = table.edit();
        for (Column column : table.columns()) {
            if (typeNamed(column, id).getRootType().getOid() != column.nativeType()) {
                wrong.add(column.name());
                editor.updateColumn(withTypeOfItsNumber(column));
            }
        }
        if (!wrong.isEmpty()) {
            schema.applySchemaChangesForTable(NO_RELATION, editor.create());
            correct(message.getOldTupleList(), wrong, id);
            correct(message.getNewTupleList(), wrong, id);
        }
        Table corrected = schema.tableFor(id);
        right.put(message.getTable(), corrected);
        return corrected;
    }

    private PostgresType typeNamed(Column column, TableId id) {
        return types.get(id.schema(), column.typeName());
    }

    /** Length and scale are those that Postgres has sent. */
    private Column withTypeOfItsNumber(Column column) {
        String name = types.get(column.nativeType()).getName();
        String parameters = column.typeExpression().startsWith(column.typeName())
                ? column.typeExpression().substring(column.typeName().length())
                : "";
        return column.edit().type(name, name + parameters).create();
    }

    private void correct(List<ReplicationMessage.Column> columns, Set<String> wrong, TableId id) {
        if (columns == null) {
            return;
        }
        Table table = schema.tableFor(id);
        columns.replaceAll(column -> {
            String text = wrong.contains(column.getName()) ? TextColumn.text(column) : null;
            return text == null ? column : new Typed(table.columnWithName(column.getName()), text);
        });
    }

    /** A value that is no NULL, as Debezium reads it. */
    private final class Typed extends AbstractReplicationMessageColumn {
        private final Column column;
        private final String text;

        Typed(Column column, String text) {
            super(column.name(), types.get(column.nativeType()), column.typeExpression(), column.isOptional());
            this.column = column;
            this.text = text;
        }

        @Override
        public Object getValue(PgConnectionSupplier connection, boolean includeUnknownDatatypes) {
            return PgOutputReplicationMessage.getValue(
                    getName(), getType(), column.typeExpression(), text, connection, includeUnknownDatatypes, types);
        }

        @Override
        public String toString() {
            return getName() + '(' + column.typeExpression() + ")=" + text;
        }
    }
}
