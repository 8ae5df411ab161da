package io.isotherm.bench.replay;

import io.isotherm.bench.BenchRun;
import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.ClickHouse;
import io.isotherm.bench.stack.Connector;
import io.isotherm.bench.stack.Pause;
import io.isotherm.bench.stack.Topics;
import io.isotherm.cli.settings.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Full topics of equally wide tables: Debezium makes the events of a few rows of every table, which are then copied
 * onto new rows. What must be in each hot table at the end is worked out by ClickHouse from the rows in Postgres.
 */
final class WideTopics {
    private static final String EXPECTED = "bench.expected_rows";
    private static final Duration READ_WITHIN = Duration.ofMinutes(5);

    private final BenchStack stack;
    private final ClickHouse clickHouse;
    private final List<WideTable> tables;
    private final long wanted;
    private final List<EventMultiplier> events = new ArrayList<>();
    private long bytes;
    private List<String> expected;

    /** @param wanted events of all tables together, at least */
    WideTopics(BenchStack stack, List<WideTable> tables, long wanted) {
        this.stack = stack;
        this.clickHouse = stack.clickHouse();
        this.tables = tables;
        this.wanted = wanted;
    }

    List<WideTable> tables() {
        return tables;
    }

    /** Makes tables, events and topics; the connector is gone afterwards, for the topics are no longer its own. */
    static void fill(BenchRun run, List<WideTopics> all) throws SQLException {
        BenchStack stack = run.stack();
        for (WideTopics topics : all) {
            topics.createTables();
        }
        stack.isotherm("apply", "--no-wait");
        for (WideTopics topics : all) {
            topics.awaitFirstRows();
        }
        for (WideTopics topics : all) {
            topics.record();
        }
        Connector.remove(stack);
        for (WideTopics topics : all) {
            topics.write();
            run.say(String.format(
                    Locale.ROOT,
                    "%,d events, %,d MB, in %d topics",
                    topics.records(),
                    topics.bytes / 1_000_000,
                    topics.tables.size()));
        }
    }

    /** Makes the source tables; they are captured after the next {@code apply}. */
    private void createTables() throws SQLException {
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement()) {
            for (WideTable table : tables) {
                statement.execute(table.ddl());
                statement.execute(table.firstRow());
                Topics.recreate(stack.kafka(), table.topic());
            }
        }
    }

    /** After that the connector reads no more rows beside the changes. */
    private void awaitFirstRows() {
        for (WideTable table : tables) {
            Pause.until(
                    "the read of " + table.name() + " by Debezium",
                    READ_WITHIN,
                    () -> Topics.total(Topics.endOffsets(stack.kafka(), table.topic())) > 0);
        }
    }

    /** Lets the rows of all tables live their lives. */
    private void record() throws SQLException {
        List<ChangeReader> readers = tables.stream()
                .map(table -> new ChangeReader(stack, table.topic(), WideTable.ID))
                .toList();
        List<Long> counts = new ArrayList<>();
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement()) {
            for (WideTable table : tables) {
                counts.add(table.liveThrough(statement));
            }
        }
        for (int i = 0; i < tables.size(); i++) {
            List<BaseEvent> base = readers.get(i).read(counts.get(i));
            events.add(EventMultiplier.atLeast(base, (wanted + tables.size() - 1) / tables.size()));
        }
    }

    /** Writes the topics; the connector must not write to them any more. */
    private void write() {
        for (int i = 0; i < tables.size(); i++) {
            bytes += new TopicWriter(stack.kafka(), tables.get(i).topic()).write(events.get(i), Replay.MARKS);
        }
    }

    /** Records in all topics together. */
    long records() {
        return events.stream().mapToLong(EventMultiplier::events).sum() + (long) Replay.MARKS * tables.size();
    }

    /** Of keys and values, before compression. */
    long bytes() {
        return bytes;
    }

    /** Whether a table has all that its topic ends with. */
    boolean isComplete(int table) {
        String hot = tables.get(table).hotTable();
        return clickHouse.number("EXISTS TABLE " + hot) == 1
                && clickHouse.number("SELECT uniqExact(id) FROM " + hot + " WHERE id >= "
                                + events.get(table).endId())
                        == Replay.MARKS;
    }

    /** @throws BenchException if a hot table is not what it must be */
    void check(String system) {
        if (expected == null) {
            readExpected();
        }
        for (int i = 0; i < tables.size(); i++) {
            String hot = tables.get(i).hotTable();
            List<String> actual = clickHouse.row("SELECT " + digest("id") + " FROM " + hot + " FINAL WHERE id < "
                    + events.get(i).endId());
            if (!actual.equals(expected)) {
                throw new BenchException(system + " ended with " + actual.get(0) + " live rows (hash " + actual.get(1)
                        + ") in " + hot + ", expected " + expected.get(0) + " (hash " + expected.get(1) + ")");
            }
        }
    }

    /** From the first table, for all are equal; its hot table has the types to compare with. */
    private void readExpected() {
        WideTable table = tables.get(0);
        String columns = "id, " + String.join(", ", table.valueColumns());
        clickHouse.execute("DROP TABLE IF EXISTS " + EXPECTED + " SYNC");
        clickHouse.execute("CREATE TABLE " + EXPECTED + " ENGINE = MergeTree ORDER BY id AS SELECT " + columns
                + " FROM " + table.hotTable() + " LIMIT 0");
        clickHouse.execute("INSERT INTO " + EXPECTED + " SELECT " + columns + " FROM postgresql('"
                + stack.postgresAddress() + "', '" + BenchStack.DATABASE + "', '" + table.name() + "', 'postgres', '"
                + stack.secret(Secret.POSTGRES_PASSWORD) + "') WHERE id > 0");
        EventMultiplier copies = events.get(0);
        expected = clickHouse.row("SELECT " + digest("id + number * " + copies.idSpan()) + " FROM " + EXPECTED
                + " CROSS JOIN numbers(" + copies.copies() + ") AS n");
    }

    /** Counts rows and adds up a hash of each row's values. */
    private String digest(String id) {
        return "count(), sum(cityHash64(" + id + ", "
                + tables.get(0).valueColumns().stream()
                        .map(column -> "ifNull(toString(" + column + "), 'NULL')")
                        .collect(Collectors.joining(", "))
                + "))";
    }
}
