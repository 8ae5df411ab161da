package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Struct;

/** The ways that a row comes: by the first snapshot, by the read of a table that is new, and as a change. */
final class ThreeWays {
    private final SourceDatabase database;

    ThreeWays(SourceDatabase database) {
        this.database = database;
    }

    /** @param expected the query for id and text of all rows, as they are after the last key was raised by 100 */
    void assertArrives(String table, long last, String expected) throws Exception {
        RunningTask source = new RunningTask(database, table, ThreeWays::text);

        source.keepUntil(() -> source.rows().containsKey(last));
        assertThat(source.rows()).as("snapshot").containsExactlyInAnyOrderEntriesOf(rows(expected));

        source.requestRead();
        source.keepUntil(() -> source.rows().containsKey(last));
        assertThat(source.rows()).as("read").containsExactlyInAnyOrderEntriesOf(rows(expected));

        database.execute("UPDATE " + table + " SET id = id + 100");
        source.keepUntil(() -> source.rows().containsKey(last + 100));
        assertThat(source.rows()).as("stream").containsExactlyInAnyOrderEntriesOf(rows(expected));
    }

    /** Printed as the connector has it, whatever settings the database has. */
    Map<Long, String> rows(String query) throws Exception {
        Map<Long, String> rows = new TreeMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET IntervalStyle = postgres; SET DateStyle = ISO; SET bytea_output = hex;"
                    + " SET extra_float_digits = 3; SET quote_all_identifiers = off; SET TimeZone = UTC");
            ResultSet row = statement.executeQuery(query);
            while (row.next()) {
                rows.put(row.getLong(1), row.getString(2));
            }
        }
        return rows;
    }

    /** All columns but {@code id}. */
    static String text(Struct row) {
        StringBuilder text = new StringBuilder();
        row.schema().fields().stream()
                .filter(field -> !field.name().equals("id"))
                .forEach(field -> text.append(text.isEmpty() ? "" : " ")
                        .append(field.name())
                        .append('=')
                        .append(row.getWithoutDefault(field.name())));
        return text.toString();
    }
}
