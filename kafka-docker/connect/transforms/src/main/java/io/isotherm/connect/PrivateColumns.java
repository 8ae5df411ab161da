package io.isotherm.connect;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Keeps in the source the values of columns that have to stay there, also when a column is renamed. Debezium leaves
 * columns out by their names, so the values of one that has another name now would leave with the next change, also if
 * another column has the old name by then. The rows of such a table are {@link Withheld} until somebody has said which
 * columns are meant.
 *
 * <p>The source's catalog is asked whenever Debezium has a new schema of a table with such columns, which it makes for
 * the first change after any change of the table. Not thread-safe.
 */
final class PrivateColumns {
    /**
     * Columns that do not leave the source as they are, a {@link ColumnList} with {@code #} and the number that the
     * catalog gives the column behind each; Debezium does not know it.
     */
    static final String SETTING = "isotherm.private.columns";

    private static final String AFTER = "after";
    private static final String SOURCE = "source";

    private static final String COLUMNS = """
            SELECT a.attnum, a.attname FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped""";

    private final PostgresConnectorConfig source;
    private final List<PrivateColumn> columns;
    private final Withheld withheld = new Withheld();

    /** What was found out about a topic's schema that was seen last. */
    private final Map<String, Known> known = new HashMap<>();

    private record Known(Schema schema, Optional<String> problem) {}

    /** @param number 0 if it is not known */
    private record PrivateColumn(String name, int number) {
        static PrivateColumn parse(String text) {
            int at = text.indexOf('#');
            return at < 0
                    ? new PrivateColumn(ColumnList.decoded(text), 0)
                    : new PrivateColumn(
                            ColumnList.decoded(text.substring(0, at)), Integer.parseInt(text.substring(at + 1)));
        }

        PrivateColumn of(String table) {
            return new PrivateColumn(name.substring(table.length()), number);
        }
    }

    PrivateColumns(PostgresConnectorConfig source, List<String> columns) {
        this.source = source;
        this.columns = columns.stream()
                .filter(column -> !column.isEmpty())
                .map(PrivateColumn::parse)
                .toList();
    }

    /** @throws RetriableException if Postgres does not answer */
    List<SourceRecord> guarded(List<SourceRecord> records) {
        if (columns.isEmpty() || records == null) {
            return records;
        }
        List<SourceRecord> guarded = new ArrayList<>(records.size());
        for (SourceRecord record : records) {
            Optional<String> problem = Replacement.isChange(record.valueSchema()) ? problem(record) : Optional.empty();
            guarded.add(problem.isPresent() ? withheld.apply(record, problem.get()) : record);
        }
        return guarded;
    }

    private Optional<String> problem(SourceRecord record) {
        Known last = known.get(record.topic());
        if (last == null || last.schema != record.valueSchema()) {
            last = new Known(record.valueSchema(), look(record));
            known.put(record.topic(), last);
        }
        return last.problem;
    }

    private Optional<String> look(SourceRecord record) {
        Struct position = ((Struct) record.value()).getStruct(SOURCE);
        String schema = position.getString("schema");
        String table = position.getString("table");
        String prefix = schema + '.' + table + '.';
        List<PrivateColumn> kept = columns.stream()
                .filter(column -> column.name.startsWith(prefix))
                .map(column -> column.of(prefix))
                .toList();
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, String> present = present(schema, table);
        return problem(kept, present)
                // or the schema is from before a change, and one of its columns has the name of a private one by now
                .or(() -> record.valueSchema().field(AFTER).schema().fields().stream()
                        .map(Replacement::columnOf)
                        .filter(column -> !present.containsValue(column))
                        .findFirst()
                        .map(column ->
                                "column " + column + " is no more, and may be one that is to stay in the source"))
                .map(problem -> problem + "; correct tables.yaml, then ./isotherm apply and ./isotherm resync");
    }

    private static Optional<String> problem(List<PrivateColumn> kept, Map<Integer, String> present) {
        Set<String> names = kept.stream().map(PrivateColumn::name).collect(Collectors.toSet());
        for (PrivateColumn column : kept) {
            if (!present.containsValue(column.name)) {
                return Optional.of("column " + column.name + " is to stay in the source, but there is no such column");
            }
            String now = present.getOrDefault(column.number, column.name);
            if (!names.contains(now)) {
                return Optional.of("column " + now + " was column " + column.name
                        + ", which is to stay in the source, and another one is called so now");
            }
        }
        return Optional.empty();
    }

    /** Names by number. */
    private Map<Integer, String> present(String schema, String table) {
        try (PostgresConnection connection = new PostgresConnection(source.getJdbcConfig(), "Isotherm")) {
            return connection.prepareQueryAndMap(
                    COLUMNS,
                    statement -> {
                        statement.setString(1, schema);
                        statement.setString(2, table);
                    },
                    rows -> {
                        Map<Integer, String> names = new HashMap<>();
                        while (rows.next()) {
                            names.put(rows.getInt(1), rows.getString(2));
                        }
                        return names;
                    });
        } catch (SQLException e) {
            throw new RetriableException("cannot read the columns of " + schema + '.' + table, e);
        }
    }
}
