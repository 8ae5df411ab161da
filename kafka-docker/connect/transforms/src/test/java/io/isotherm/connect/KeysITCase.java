package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A read in chunks goes on behind the last key, and leaves out no row. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KeysITCase {
    private static SourceDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = new SourceDatabase();
        database.execute(
                "CREATE SCHEMA ext",
                "CREATE EXTENSION citext SCHEMA ext",
                "ALTER DATABASE postgres SET DateStyle = 'German, DMY'",
                "ALTER DATABASE postgres SET extra_float_digits = -10",
                "ALTER ROLE postgres SET TimeZone = 'Asia/Kathmandu'");
    }

    @AfterAll
    static void stop() throws Exception {
        database.stop();
    }

    /**
     * The driver sent the last key as a text, whose order and equality know upper and lower case: half of the rows were
     * left out.
     */
    @Test
    void keysThatAreEqualWithoutBeingTheSame() throws Exception {
        database.execute(
                "CREATE COLLATION without_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "CREATE TABLE folded (k ext.citext, l text COLLATE without_case, id bigint, PRIMARY KEY (k, l))",
                "CREATE PUBLICATION folded FOR TABLE folded",
                "INSERT INTO folded SELECT CASE i % 2 WHEN 0 THEN 'a' ELSE 'A' END || i / 4,"
                        + " CASE i % 3 WHEN 0 THEN 'b' ELSE 'B' END || i, i FROM generate_series(1, 1000) i");
        RunningTask source = new RunningTask(database, "folded", ThreeWays::text);
        source.keepUntil(() -> source.rows().containsKey(1000L));

        source.requestRead();
        source.keepUntil(() -> source.rows().size() == 1000);

        assertThat(source.rows())
                .isEqualTo(new ThreeWays(database).rows("SELECT id, concat('k=', k, ' l=', l) FROM folded"));
    }

    /** Type, the key of row i, and those of the first two rows, which are apart from the others. */
    private static final List<List<String>> EDGES = List.of(
            List.of("date", "'4713-01-01 BC'::date + i * 3000", "infinity", "-infinity"),
            List.of("timestamp", "'4713-01-01 BC'::timestamp + i * interval '1 us'", "infinity", "-infinity"),
            List.of(
                    "timestamptz",
                    "'4713-01-01 BC'::timestamptz + i * interval '8 years 1 us'",
                    "infinity",
                    "-infinity"),
            List.of("float8", "i * 1e-320", "NaN", "-Infinity"));

    @Test
    void keysAtTheEdgesOfTheirType() throws Exception {
        for (List<String> edge : EDGES) {
            String table = "edges_" + edge.get(0);
            database.execute(
                    "CREATE TABLE " + table + " (k " + edge.get(0) + " PRIMARY KEY, id bigint)",
                    "CREATE PUBLICATION " + table + " FOR TABLE " + table,
                    "INSERT INTO " + table + " SELECT CASE i WHEN 1 THEN '" + edge.get(2) + "' WHEN 2 THEN '"
                            + edge.get(3) + "' ELSE " + edge.get(1) + " END, i FROM generate_series(1, 1000) i");
            RunningTask source = new RunningTask(database, table, row -> "");
            source.keepUntil(() -> source.rows().size() == 1000);

            source.requestRead();
            source.keepUntil(() -> source.rows().size() == 1000);
        }
    }
}
