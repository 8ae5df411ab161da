package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The schema of a change says which columns of the catalog it has, and a column keeps its number under another name.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ColumnNumbersITCase {
    private static SourceDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = new SourceDatabase();
    }

    @AfterAll
    static void stop() throws Exception {
        database.stop();
    }

    @Test
    void aColumnHasOneNumberUnderAllItsNamesAlsoWhileNobodyReads() throws Exception {
        List<String> said = new ArrayList<>();
        RunningTask task = source("places", "a int, b int", said);
        database.execute(
                "INSERT INTO places VALUES (2, 1, 2)",
                "ALTER TABLE places RENAME a TO c",
                "INSERT INTO places VALUES (3, 1, 2)",
                "ALTER TABLE places RENAME b TO a",
                "ALTER TABLE places RENAME c TO b",
                "ALTER TABLE places ADD d int",
                "INSERT INTO places VALUES (4, 1, 2, 3)");
        task.keepUntil(() -> task.rows().size() == 4);
        assertThat(said).containsExactly("1id 2a 3b", "1id 2a 3b", "1id 2c 3b", "1id 2b 3a 4d");
    }

    @Test
    void whereColumnsAreGoneOrLeftOutOnlyWhatIsCertainIsTold() throws Exception {
        List<String> said = new ArrayList<>();
        RunningTask task = source("holes", "gone int, secret int, a int", said);
        task.set("column.exclude.list", "public\\.holes\\.secret");
        database.execute("ALTER TABLE holes DROP gone", "INSERT INTO holes (id, a) VALUES (2, 1)");
        task.keepUntil(() -> task.rows().size() == 2);
        database.execute(
                "INSERT INTO holes (id, a) VALUES (3, 1)",
                "ALTER TABLE holes RENAME a TO b",
                "INSERT INTO holes (id, b) VALUES (4, 1)");
        task.keepUntil(() -> task.rows().size() == 4);
        assertThat(said).containsExactly("1id 2gone 3secret 4a", "1id 4a", "id a", "1id 4b");
    }

    /** @param said by each row's schema */
    private static RunningTask source(String name, String columns, List<String> said) throws Exception {
        database.execute(
                "CREATE TABLE " + name + " (id bigint PRIMARY KEY, " + columns + ")",
                "CREATE PUBLICATION " + name + " FOR TABLE " + name,
                "INSERT INTO " + name + " (id) VALUES (1)");
        Set<Long> told = new HashSet<>();
        RunningTask task = new RunningTask(database, name, row -> {
            if (told.add(row.getInt64("id"))) {
                said.add(numbers(row));
            }
            return row.toString();
        });
        task.keepUntil(() -> task.rows().size() == 1);
        return task;
    }

    private static String numbers(Struct row) {
        StringBuilder text = new StringBuilder();
        for (Field field : row.schema().fields()) {
            String number = field.schema().parameters().get(ColumnNumbers.NUMBER);
            text.append(' ').append(number == null ? "" : number).append(field.name());
        }
        return text.substring(1);
    }
}
