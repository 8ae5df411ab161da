package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes that lie before an ALTER TABLE are read as they were made, though the catalog is behind it already. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RelationTypesITCase {
    private static SourceDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = new SourceDatabase();
    }

    @AfterAll
    static void stop() throws Exception {
        database.stop();
    }

    /** The connector failed, with all its tables: 1e10 is no integer. */
    @Test
    void columnsThatExchangeTheirNames() throws Exception {
        RunningTask task = stopped("exchanged", "a integer, b double precision, c numeric(10, 2)");
        database.execute(
                "INSERT INTO exchanged VALUES (1, 7, 1e10, 1.25)",
                "ALTER TABLE exchanged RENAME a TO between",
                "ALTER TABLE exchanged RENAME b TO a",
                "ALTER TABLE exchanged RENAME between TO b",
                "INSERT INTO exchanged VALUES (2, 8, 2e10, 2.25)");

        task.keepUntil(() -> task.rows().size() == 3);
        assertNoSessionIsLeft();

        assertThat(task.rows())
                .containsEntry(1L, "a INT4 INT32 7, b FLOAT8 FLOAT64 1.0E10, c NUMERIC BYTES 1.25")
                .containsEntry(2L, "b INT4 INT32 8, a FLOAT8 FLOAT64 2.0E10, c NUMERIC BYTES 2.25");
    }

    @Test
    void columnsThatGetAnotherType() throws Exception {
        RunningTask task = stopped("retyped", "a integer, b text, c varchar(20)");
        database.execute(
                "INSERT INTO retyped VALUES (1, 7, '8', 'x')",
                "ALTER TABLE retyped ALTER a TYPE text, ALTER b TYPE bigint USING b::bigint, ALTER c TYPE text",
                "INSERT INTO retyped VALUES (2, 'seven', 8, 'y')");

        task.keepUntil(() -> task.rows().size() == 3);
        assertNoSessionIsLeft();

        assertThat(task.rows())
                .containsEntry(1L, "a INT4 INT32 7, b TEXT STRING 8, c VARCHAR STRING x")
                .containsEntry(2L, "a TEXT STRING seven, b INT8 INT64 8, c TEXT STRING y");
    }

    /** A task that has run and knows its table, and that does not run. */
    private static RunningTask stopped(String table, String columns) throws Exception {
        database.execute(
                "CREATE TABLE " + table + " (id bigint PRIMARY KEY, " + columns + ")",
                "CREATE PUBLICATION " + table + " FOR TABLE " + table,
                "INSERT INTO " + table + " (id) VALUES (0)");
        RunningTask task = new RunningTask(database, table, RelationTypesITCase::described);
        task.keepUntil(() -> task.rows().size() == 1);
        return task;
    }

    /** One that was opened to look for a type that nobody has stayed, and the database could not be dropped. */
    private static void assertNoSessionIsLeft() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(database.query("SELECT string_agg(query, ';') FROM pg_stat_activity"
                                + " WHERE application_name LIKE 'Debezium%'"))
                        .isNull());
    }

    private static String described(Struct row) {
        StringBuilder text = new StringBuilder();
        row.schema().fields().stream()
                .filter(field -> !"id".equals(field.name()))
                .forEach(field -> text.append(text.isEmpty() ? "" : ", ")
                        .append(field.name())
                        .append(' ')
                        .append(field.schema().parameters().get("__debezium.source.column.type"))
                        .append(' ')
                        .append(field.schema().type())
                        .append(' ')
                        .append(row.get(field)));
        return text.toString();
    }
}
