package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A table's rows are read with other columns than Postgres sends with its changes. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReadColumnsITCase {
    private static SourceDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = new SourceDatabase();
    }

    @AfterAll
    static void stop() throws Exception {
        database.stop();
    }

    /** Values moved to other columns, without an error. */
    @Test
    void changesOfATableAroundItsReadKeepTheirColumns() throws Exception {
        database.execute(
                "CREATE TABLE before (id bigint PRIMARY KEY, value text)",
                "CREATE TABLE partly (id bigint PRIMARY KEY, hidden text, value text, more text)",
                "CREATE PUBLICATION partly FOR TABLE before, partly (id, value, more)",
                "INSERT INTO before SELECT i, 'x' FROM generate_series(1, 1500) i",
                "INSERT INTO partly SELECT i, 'hidden', 'a', 'm' FROM generate_series(1, 10) i");
        RunningTask source = new RunningTask(database, "partly", ThreeWays::text);
        source.set("table.include.list", "public\\.before,public\\.partly");
        source.set("column.exclude.list", "public\\.partly\\.hidden");
        source.keepUntil(() -> source.rows().size() == 10);

        source.requestRead("before", "partly");
        int[] changes = {0};
        source.keepUntil(() -> {
            if (changes[0] == 0 || changes[0] == 1 && source.rows().size() == 10) {
                changes[0]++;
                execute("UPDATE partly SET value = 'b' WHERE id = " + changes[0]);
            }
            return !"value=a more=m".equals(source.rows().getOrDefault(2L, "value=a more=m"));
        });

        assertThat(source.rows()).containsEntry(1L, "value=b more=m").containsEntry(2L, "value=b more=m");
        assertThat(source.rows().values()).filteredOn("value=a more=m"::equals).hasSize(8);
    }

    /** With the next change the connector failed with all its tables, or values moved to other columns. */
    @Test
    void anEnumThatGetsALabelLeavesItsTablesTheirColumns() throws Exception {
        database.execute(
                "CREATE TYPE mood AS ENUM ('ok')",
                "CREATE DOMAIN feeling AS mood",
                "CREATE TABLE moods (id bigint PRIMARY KEY, twice bigint GENERATED ALWAYS AS (id * 2) STORED, m mood,"
                        + " f feeling, n int, value text)",
                "CREATE PUBLICATION moods FOR TABLE moods (id, m, f, n, value)",
                "INSERT INTO moods (id, m, f, n, value) SELECT i, 'ok', 'ok', i, 'a' FROM generate_series(1, 3) i");
        RunningTask source = new RunningTask(database, "moods", ThreeWays::text);
        source.set("column.exclude.list", "public\\.moods\\.twice");
        source.keepUntil(() -> source.rows().size() == 3);
        int[] step = {0};
        source.keepUntil(() -> {
            if (step[0] == 0) {
                step[0] = execute("UPDATE moods SET value = 'b' WHERE id = 1");
            } else if (step[0] == 1 && source.rows().get(1L).endsWith("value=b")) {
                step[0] = 1 + execute("ALTER TYPE mood ADD VALUE 'new'");
                execute("UPDATE moods SET m = 'new', f = 'new' WHERE id = 2");
                execute("UPDATE moods SET value = 'b' WHERE id = 3");
            }
            return !source.rows().get(3L).equals("m=ok f=ok n=3 value=a");
        });

        assertThat(source.rows())
                .containsEntry(1L, "m=ok f=ok n=1 value=b")
                .containsEntry(2L, "m=new f=new n=2 value=a")
                .containsEntry(3L, "m=ok f=ok n=3 value=b");
    }

    /** While a connector runs. */
    private static int execute(String sql) {
        try {
            database.execute(sql);
            return 1;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
