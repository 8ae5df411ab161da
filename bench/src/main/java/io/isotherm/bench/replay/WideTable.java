package io.isotherm.bench.replay;

import io.isotherm.bench.stack.BenchStack;
import io.isotherm.job.table.TableId;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A source table with as many columns as asked for. What happens to its rows depends on nothing but their ids, so
 * tables with equally many columns end up equal.
 *
 * @param columns at least 5: the key, the time of creation, and a text, a number and a state for changes to happen to
 */
record WideTable(String name, int columns) {
    static final String ID = "id";

    private static final int ROWS = 60;
    private static final String CREATED_AT = "created_at";

    /** Kinds of columns, repeated until there are enough; the text makes the job keep whole rows. */
    private enum Kind {
        NOTE("text", "CASE WHEN id % 10 > 0 THEN repeat('note ' || id || ' ', (1 + id % 5)::int) END"),
        AMOUNT("numeric(12, 2)", "(id * 7919 % 100000) / 100.0"),
        STATE("varchar(20)", "'state ' || id % 7"),
        MOMENT("timestamp", "timestamp '2026-01-02' + id * interval '1 minute'"),
        QUANTITY("integer", "(id % 1000)::int");

        private final String type;
        private final String value;

        Kind(String type, String value) {
            this.type = type;
            this.value = value;
        }
    }

    String topic() {
        return id().topic();
    }

    String qualifiedName() {
        return id().qualifiedName();
    }

    String hotTable() {
        return "hot." + id().targetName();
    }

    String historyTable() {
        return "hot." + id().historyName();
    }

    private TableId id() {
        return new TableId(BenchStack.DATABASE, "public", name);
    }

    /** Without the key, in the table's order. */
    List<String> valueColumns() {
        return IntStream.range(1, columns).mapToObj(WideTable::column).toList();
    }

    private static Kind kind(int column) {
        return Kind.values()[(column - 2) % Kind.values().length];
    }

    private static String column(int column) {
        return column == 1
                ? CREATED_AT
                : String.format(Locale.ROOT, "%s_%02d", kind(column).name().toLowerCase(Locale.ROOT), column);
    }

    private String forOthers(Function<Integer, String> text) {
        return IntStream.range(2, columns).boxed().map(text).collect(Collectors.joining(", "));
    }

    String ddl() {
        return "CREATE TABLE " + name + " (id bigint PRIMARY KEY, " + CREATED_AT + " timestamp NOT NULL, "
                + forOthers(column -> column(column) + " " + kind(column).type) + ")";
    }

    /** A row that nothing happens to; the connector reads it when the table is new to it. */
    String firstRow() {
        return "INSERT INTO " + name + " (id, " + CREATED_AT + ") VALUES (0, timestamp '2026-01-01')";
    }

    /**
     * Rows are created, changed, and some of them deleted; some of those come again.
     *
     * @return the number of records that Debezium makes of it: one per row, and a tombstone for each delete
     */
    long liveThrough(Statement statement) throws SQLException {
        String insert = "INSERT INTO " + name + " SELECT id, timestamp '2026-01-01' + id * interval '1 second', "
                + forOthers(column -> kind(column).value) + " FROM generate_series(1, " + ROWS + ") AS id";
        String update = "UPDATE " + name + " SET ";
        long records = statement.executeUpdate(insert);
        records += statement.executeUpdate(update + column(3) + " = " + column(3) + " + 1.5");
        records += statement.executeUpdate(update + column(4) + " = 'paid'");
        records += statement.executeUpdate(update + column(2) + " = NULLIF(" + column(2) + ", CASE id % 7 WHEN 0 THEN "
                + column(2) + " END) WHERE id % 5 < 3");
        records += 2L * statement.executeUpdate("DELETE FROM " + name + " WHERE id % 4 = 0");
        records += statement.executeUpdate(insert + " WHERE id % 8 = 0");
        return records;
    }
}
