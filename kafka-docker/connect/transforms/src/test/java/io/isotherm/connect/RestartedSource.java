package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** A table of its own for each test, which a task streams, and what has arrived of it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class RestartedSource {
    static SourceDatabase database;
    private static int tables;

    String table;
    RunningTask source;

    @BeforeAll
    static void start() throws Exception {
        database = new SourceDatabase();
    }

    @AfterAll
    static void stop() throws Exception {
        database.stop();
    }

    @BeforeEach
    void streamFromAnEmptyTable(TestInfo test) throws Exception {
        table = "t" + ++tables;
        database.execute(
                "CREATE TABLE " + table + " (id bigint PRIMARY KEY, value text)",
                "ALTER TABLE " + table + " REPLICA IDENTITY FULL",
                "CREATE PUBLICATION " + table + " FOR TABLE " + table,
                insert(1_000_000, 1_000_000));
        source = new RunningTask(database, table);
        if (!test.getTags().contains("snapshot")) {
            source.keep(1);
            database.execute("DELETE FROM " + table);
            source.keepUntil(() -> source.rows().isEmpty());
        }
    }

    @AfterEach
    void dropSlot() throws Exception {
        await().ignoreExceptions()
                .untilAsserted(() ->
                        database.execute("SELECT pg_drop_replication_slot('" + table + "') FROM pg_replication_slots"));
        if (database.query("SELECT gid FROM pg_prepared_xacts") != null) {
            // the next slot would wait for its end
            database.execute("ROLLBACK PREPARED '" + table + "'");
        }
    }

    void assertArrives(int count) throws Exception {
        Map<Long, String> expected = new TreeMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, value FROM " + table)) {
            while (rows.next()) {
                expected.put(rows.getLong(1), rows.getString(2));
            }
        }
        assertThat(expected).hasSize(count);
        database.execute(insert(2_000_000, 2_000_000));
        source.keepUntil(() -> source.rows().containsKey(2_000_000L));
        source.rows().remove(2_000_000L);
        assertThat(source.rows()).containsExactlyInAnyOrderEntriesOf(expected);
    }

    String insert(int from, int to) {
        return "INSERT INTO " + table + " SELECT i, repeat('x', 300) FROM generate_series(" + from + ", " + to + ") i";
    }

    String copy(int count) {
        return "COPY " + table + " FROM PROGRAM 'seq 1 " + count + " | sed \"s/$/\\t$(printf %0300d 7)/\"'";
    }
}
