package io.isotherm.cli.chain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A table of Postgres as its catalog has it, for the statements that {@link RandomChange} makes of it. */
record RandomTable(String name, List<Column> columns) {
    /**
     * @param type as {@code format_type} writes it
     * @param key whether it belongs to the primary key
     */
    record Column(String name, String type, boolean required, boolean key) {}

    private static final String COLUMNS = """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attnum = ANY (i.indkey)
            FROM pg_attribute a JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
            WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """;

    static RandomTable read(Connection connection, String name) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.add(new Column(row.getString(1), row.getString(2), row.getBoolean(3), row.getBoolean(4)));
                }
            }
        }
        return new RandomTable(name, columns);
    }

    List<Column> keys() {
        return columns.stream().filter(Column::key).toList();
    }

    List<Column> others() {
        return columns.stream().filter(column -> !column.key()).toList();
    }

    boolean exists() {
        return !columns.isEmpty();
    }
}
