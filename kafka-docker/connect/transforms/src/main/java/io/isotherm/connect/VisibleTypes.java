package io.isotherm.connect;

import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import java.lang.reflect.Field;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Has Debezium find the type that a name means in Postgres. The driver names a type without its schema if that schema
 * is searched. Debezium then takes the type of the table's own schema, and each table and view there is a type too: all
 * columns of type {@code date} beside a table called {@code date} were read as rows of it. Without a type there it
 * takes the first one of that name in any schema.
 */
final class VisibleTypes {
    /** Of Debezium 3.7; it has no other way in. */
    private static final String TYPES_BY_NAME = "nameToType";

    /** Types of columns, by the schemas of their tables. */
    private static final String USED =
            "SELECT DISTINCT t.oid::bigint, tn.nspname, t.typname, pg_type_is_visible(t.oid), cn.nspname FROM pg_attribute a"
                    + " JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')"
                    + " JOIN pg_namespace cn ON cn.oid = c.relnamespace AND cn.nspname <> 'information_schema'"
                    + " AND cn.nspname NOT LIKE 'pg\\_%'"
                    + " JOIN pg_type t ON t.oid = a.atttypid JOIN pg_namespace tn ON tn.oid = t.typnamespace"
                    + " WHERE a.attnum > 0 AND NOT a.attisdropped";

    private VisibleTypes() {}

    static void correct(PostgresConnection connection) {
        TypeRegistry registry = connection.getTypeRegistry();
        Map<String, PostgresType> byName = typesByName(registry);
        try {
            connection.query(USED, rows -> {
                while (rows.next()) {
                    PostgresType type = registry.get((int) rows.getLong(1));
                    String name = rows.getString(3);
                    byName.put('"' + rows.getString(2) + "\".\"" + name + '"', type);
                    if (rows.getBoolean(4)) {
                        byName.put(name, type);
                        byName.replace(rows.getString(5) + '.' + name, type);
                    }
                }
            });
        } catch (SQLException e) {
            throw new ConnectException("cannot look which types the names of Postgres mean", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, PostgresType> typesByName(TypeRegistry registry) {
        try {
            Field types = TypeRegistry.class.getDeclaredField(TYPES_BY_NAME);
            types.setAccessible(true);
            return (Map<String, PostgresType>) types.get(registry);
        } catch (ReflectiveOperationException e) {
            throw new ConnectException("this version of Debezium keeps its types elsewhere; see VisibleTypes", e);
        }
    }
}
