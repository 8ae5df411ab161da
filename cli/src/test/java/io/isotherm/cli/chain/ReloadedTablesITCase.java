package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.InTurn;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Tables that a transaction empties and fills again, with and without days on the object store. */
@TestMethodOrder(OrderAnnotation.class)
@InTurn
@Tag("long")
class ReloadedTablesITCase {
    private static final String STATIONS = TestStack.own("stations");
    private static final String SENSORS = TestStack.own("sensors");
    private static final String MEASURED = TestStack.own("measured");
    private static final LocalDate LAST_DAY =
            LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1).minusDays(1);

    private static TestStack stack;
    private static int loads;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        stack.execute(
                "CREATE TABLE " + STATIONS + " (id integer PRIMARY KEY, name text)",
                "CREATE TABLE " + SENSORS + " (id integer PRIMARY KEY, station integer REFERENCES " + STATIONS + ")",
                "CREATE TABLE " + MEASURED + " (id integer PRIMARY KEY, day date NOT NULL, value text)",
                "INSERT INTO " + STATIONS + " SELECT n, 'first' FROM generate_series(1, 800) n",
                "INSERT INTO " + MEASURED + " SELECT n, date '" + LAST_DAY
                        + "' - n % 4, 'first' FROM generate_series(1, 1200) n");
        stack.tables().add("public." + STATIONS + ": {on_truncate: apply}");
        stack.tables().add("public." + SENSORS + ": {on_truncate: apply}");
        stack.tables().add("public." + MEASURED + ": {on_truncate: apply, partition_by: day, hot_days: 1}");
        stack.isotherm("apply");
    }

    @Test
    @Order(1)
    void theLastLoadIsWhatIsThere() throws Exception {
        reloadThreeTimes();

        assertBronzeIsLike(STATIONS, "id, name");
        assertBronzeIsLike(MEASURED, "id, day, value");
    }

    /** Nothing of an earlier load comes back from the object store, where most of its rows are by now. */
    @Test
    @Order(2)
    void neitherArchivedRowsNorTheirKeysComeBack() throws Exception {
        archive();
        assertBronzeIsLike(MEASURED, "id, day, value");

        reloadThreeTimes();

        assertBronzeIsLike(MEASURED, "id, day, value");
        archive();
        assertBronzeIsLike(MEASURED, "id, day, value");
    }

    @Test
    @Order(3)
    void whatIsRolledBackDoesNothingAndCascadeReachesTheOthers() throws Exception {
        stack.execute(
                "BEGIN; TRUNCATE " + MEASURED + ", " + STATIONS + " CASCADE; ROLLBACK",
                "INSERT INTO " + SENSORS + " SELECT n, (SELECT max(id) FROM " + STATIONS
                        + ") FROM generate_series(1, 30) n");
        assertBronzeIsLike(STATIONS, "id, name");
        assertBronzeIsLike(SENSORS, "id, station");

        stack.execute(
                "BEGIN; TRUNCATE " + STATIONS + " CASCADE; INSERT INTO " + STATIONS + " VALUES (1, 'alone'); COMMIT",
                "BEGIN; SAVEPOINT before; TRUNCATE " + MEASURED + "; INSERT INTO " + MEASURED + " VALUES (1, '"
                        + LAST_DAY + "', 'never'); ROLLBACK TO before; INSERT INTO " + MEASURED + " VALUES (5000, '"
                        + LAST_DAY + "', 'kept'); COMMIT");
        archive();

        assertBronzeIsLike(STATIONS, "id, name");
        assertBronzeIsLike(SENSORS, "id, station");
        assertBronzeIsLike(MEASURED, "id, day, value");
        assertThat(stack.query("SELECT count() FROM bronze.ecommerce_" + SENSORS))
                .isEqualTo("0\n");
    }

    /** Each transaction deletes all rows, some of its own among them; its keys are in part those of the one before. */
    private static void reloadThreeTimes() throws Exception {
        for (int i = 0; i < 3; i++) {
            loads++;
            stack.execute(
                    "BEGIN; TRUNCATE " + STATIONS + ", " + SENSORS + "; INSERT INTO " + STATIONS + " SELECT n, 'load "
                            + loads + "' FROM generate_series(" + loads * 90 + ", " + (loads * 90 + 600)
                            + ") n; COMMIT",
                    "BEGIN; INSERT INTO " + MEASURED + " VALUES (" + (90_000 + loads) + ", '" + LAST_DAY
                            + "', 'too early'); TRUNCATE " + MEASURED + "; INSERT INTO " + MEASURED
                            + " SELECT n, date '" + LAST_DAY + "' - (n + " + loads + ") % 4, 'load " + loads
                            + "' FROM generate_series(" + (200 + loads) + ", 1000) n; UPDATE " + MEASURED
                            + " SET value = value || ' changed' WHERE id % 300 = 0; COMMIT");
        }
    }

    private static void archive() {
        stack.isotherm("wait", "--timeout", "240");
        stack.isotherm("archive", "--day", LAST_DAY.toString(), "--table", MEASURED);
    }

    private static void assertBronzeIsLike(String table, String columns) throws Exception {
        stack.isotherm("wait", "--timeout", "240");
        stack.isotherm("verify", "--table", "public." + table);
        assertThat(stack.query("SELECT " + columns + " FROM bronze.ecommerce_" + table + " ORDER BY id"))
                .isEqualTo(rowsOfPostgres("SELECT " + columns + " FROM " + table + " ORDER BY id"));
    }

    private static String rowsOfPostgres(String sql) throws Exception {
        StringBuilder rows = new StringBuilder();
        try (var connection = stack.postgres();
                var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                for (int i = 1; i <= columns; i++) {
                    rows.append(found.getString(i)).append(i < columns ? '\t' : '\n');
                }
            }
        }
        return rows.toString();
    }
}
