package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A business that nothing in the product knows: its schema, its lines in {@code tables.yaml} and one model are enough.
 * The model reads silver that is generated.
 */
@InTurn
class NewSourceITCase {
    private static final String BAKERY = TestStack.own("bakery");
    private static final String SCHEMA = """
            CREATE TABLE bakers (baker_id integer PRIMARY KEY, name text NOT NULL, face bytea, phone text);
            CREATE TABLE loaves (
                loaf_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                baker_id integer NOT NULL REFERENCES bakers,
                grams numeric(8, 2) NOT NULL,
                baked_at timestamptz NOT NULL);
            INSERT INTO bakers VALUES (1, 'Ana', ' a ', '1'), (2, ' Bé ', NULL, '2');
            INSERT INTO loaves (baker_id, grams, baked_at)
                SELECT 1 + n % 2, 500 + n, timestamptz '2026-03-01 06:00+00' + n * interval '1 hour'
                FROM generate_series(1, 100) n""";
    private static final String MODEL = """
            select toDate(l.baked_time, 'UTC') as baked_date, b.name as baker, count() as loaves, sum(l.grams_amount) as grams
            from silver.%1$s_loaves as l
            inner join bronze.%1$s_bakers as b on b.baker_id = l.baker_id
            group by baked_date, baker
            """;
    private static final String ANSWER =
            "SELECT count(*), trim_scale(sum(grams)) FROM (SELECT date(baked_at AT TIME ZONE 'UTC') d,"
                    + " b.name, sum(grams) AS grams FROM loaves JOIN bakers b USING (baker_id) GROUP BY 1, 2) t";

    @TempDir
    private static Path folder;

    private static TestStack stack;
    private static String tablesBefore;

    @BeforeAll
    static void start() throws IOException {
        stack = TestStack.running();
        tablesBefore = Files.readString(stack.tables().path());
    }

    /** For the tests behind this one, if it failed. */
    @AfterAll
    static void restoreTables() throws IOException {
        Files.writeString(stack.tables().path(), tablesBefore);
    }

    @Test
    void flowsFromInsertToGoldWithoutAChangeOfTheProduct() throws Exception {
        Files.writeString(stack.tables().path(), tablesBefore.stripTrailing() + """

                  %s:
                    tables:
                      - public.loaves: {partition_by: baked_at, sync: {watermark: baked_at}}
                      - public.bakers: {hash: [phone]}
                      - public.*
                """.formatted(BAKERY));

        StackCommands.Result missing = stack.run("apply");
        assertThat(missing.exit()).as(missing.output()).isEqualTo(2);
        assertThat(missing.output())
                .contains("database \"" + BAKERY + "\" does not exist")
                .contains("CREATE DATABASE");

        stack.execute("CREATE DATABASE " + BAKERY);
        stack.executeIn(BAKERY, SCHEMA);
        stack.isotherm("apply");
        stack.executeIn(
                BAKERY,
                "UPDATE loaves SET grams = grams + 0.25 WHERE loaf_id <= 10",
                "DELETE FROM loaves WHERE loaf_id BETWEEN 50 AND 59",
                "INSERT INTO loaves (baker_id, grams, baked_at) VALUES (2, 1, '2026-04-01 00:00+00')");
        stack.assertEqual();

        Path root = productWithModel("daily_bread", MODEL.formatted(BAKERY));
        isothermOf(root, "dbt", "build", "--select", "path:models/" + BAKERY);

        assertThat(stack.query("SELECT count(), sum(grams) FROM gold.daily_bread"))
                .isEqualTo(answerOfPostgres());
        assertThat(stack.query(
                        "SELECT * EXCEPT (_version, _committed_at) FROM silver." + BAKERY + "_bakers ORDER BY 1"))
                .as("the one is no text, the other a hash")
                .isEqualTo("1\tAna\t a \n2\tBé\t\\N\n");
        mayBeReadByQueriesInstead(root);
        endsWhenItIsRemoved();
    }

    /** Its rows, and then its model. */
    private static void mayBeReadByQueriesInstead(Path root) throws Exception {
        StackCommands.Result named = stack.run("apply", "--remove", BAKERY);
        assertThat(named.exit()).as(named.output()).isEqualTo(2);
        Files.writeString(
                stack.tables().path(),
                Files.readString(stack.tables().path()).replace(BAKERY + ":\n", BAKERY + ":\n    mode: batch\n"));
        assertThat(stack.isotherm("apply"))
                .contains(BAKERY + " is a batch source")
                .contains("tables.yaml says mode: batch of database " + BAKERY);
        stack.executeIn(BAKERY, "INSERT INTO loaves (baker_id, grams, baked_at) VALUES (1, 3, '2026-05-01 00:00+00')");

        isothermOf(root, "sync", BAKERY);

        assertThat(stack.query("SELECT count(), sum(grams) FROM gold.daily_bread"))
                .isEqualTo(answerOfPostgres());
    }

    private static void endsWhenItIsRemoved() throws Exception {
        Files.writeString(stack.tables().path(), tablesBefore);
        assertThat(stack.isotherm("apply"))
                .contains("tables.yaml does not name database " + BAKERY)
                .contains("apply --remove " + BAKERY);

        isInterruptedInTheMiddle();
        stack.isotherm("apply", "--remove", BAKERY);

        stack.execute("DROP DATABASE " + BAKERY);
        assertThat(stack.query("SELECT count() > 50 FROM bronze." + BAKERY + "_loaves"))
                .isEqualTo("1\n");
        assertThat(stack.isotherm("apply")).doesNotContain(BAKERY);
        assertThat(stack.run("apply", "--remove", BAKERY).exit()).isEqualTo(2);
    }

    /** Connector and slot are gone by then. */
    private static void isInterruptedInTheMiddle() throws Exception {
        StackProcesses processes = new StackProcesses(stack);
        try (Connection other = bakery();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("ALTER PUBLICATION isotherm_" + BAKERY + " SET (publish = 'insert')");
            Process remove = processes.begin("apply", "--remove", BAKERY);
            await().atMost(Duration.ofMinutes(2)).until(processes::aCommandWaitsForALock);
            processes.interrupt(remove, "isotherm: apply was interrupted", "  -> run it again");
            // its statement would be carried out once the lock is free
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    + " AND datname = current_database()");
        }
    }

    /** The product as it is, but for one more file; a model written into the repository would stay there. */
    private static Path productWithModel(String name, String sql) throws IOException, InterruptedException {
        Path root = ProductLinks.at(folder.resolve("product"), "sql");
        Process copy = new ProcessBuilder(
                        "cp", "-r", StackPlace.ROOT.resolve("sql").toString(), root.toString())
                .inheritIO()
                .start();
        assertThat(copy.waitFor()).isZero();
        Path models = Files.createDirectories(root.resolve("sql/models").resolve(BAKERY));
        Files.writeString(models.resolve(name + ".sql"), sql);
        return root;
    }

    private static void isothermOf(Path root, String... arguments) {
        StackCommands.Result result = stack.runProgram(root.resolve("isotherm"), arguments);
        assertThat(result.exit()).as(result.output()).isZero();
    }

    private static String answerOfPostgres() throws SQLException {
        try (Connection connection = bakery();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(ANSWER)) {
            rows.next();
            return rows.getString(1) + "\t" + rows.getString(2) + "\n";
        }
    }

    private static Connection bakery() throws SQLException {
        return stack.postgres(BAKERY);
    }
}
