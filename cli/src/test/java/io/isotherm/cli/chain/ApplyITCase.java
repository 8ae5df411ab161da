package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.InTurn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ran before goes on when {@code apply} cannot do its work, and {@code apply} says so. */
@InTurn
class ApplyITCase {
    private static final Pattern RUNNING_JOB = Pattern.compile("isotherm +RUNNING");

    private static final String EDITED = "tables.yaml was edited since it was applied";
    private static final String YESTERDAY =
            LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();

    private static final String REVIEWED = TestStack.own("reviewed");
    private static final String MEASURES = TestStack.own("measures");

    private static final String TURNED = TestStack.own("turned");
    private static final String RELABELLED = TestStack.own("relabelled");
    private static final String REMADE = TestStack.own("remade");
    private static final String SHORTENED = TestStack.own("shortened");
    private static final String PARSED = TestStack.own("parsed");

    private static final String MADE_AGAIN = TestStack.own("made_again");

    private static final List<String> CHANGED = List.of(TURNED, REMADE, SHORTENED, PARSED);

    @TempDir
    private static Path folder;

    private static TestStack stack;
    private static Connector connector;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        connector = new Connector(stack);
    }

    @AfterEach
    void everythingRunsAndIsEqual() {
        stack.isotherm("apply");
        assertThat(stack.isotherm("job", "list")).containsPattern(RUNNING_JOB);
        assertThat(stack.run("status").output()).doesNotContain(EDITED);
        stack.assertEqual();
    }

    @Test
    void aJobThatCannotStartAgainIsBroughtBack() throws Exception {
        stack.tables().add("public." + REVIEWED + ": {on_out_of_range: clamp}");
        stack.execute("CREATE TABLE " + REVIEWED + " (id integer PRIMARY KEY)");
        assertEditIsSeen();
        // which goes by what was applied, and leaves the edit to apply
        stack.isotherm("archive", "--day", YESTERDAY, "--table", "payments");
        Path broken = productWithBrokenJar();
        for (int attempt = 1; attempt <= 2; attempt++) {
            StackCommands.Result apply = stack.runProgram(broken.resolve("isotherm"), "apply");
            assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
            assertThat(apply.output()).contains("what ran before runs again");
            assertThat(stack.isotherm("job", "list")).containsPattern(RUNNING_JOB);
            assertEditIsSeen();
        }
        // a job that an apply has stopped, and that nobody has started since
        stack.isotherm("job", "stop");
        StackCommands.Result stopped = stack.run("apply");
        assertThat(stopped.exit()).as(stopped.output()).isEqualTo(1);
        assertThat(stopped.output()).contains("job stop", "./isotherm job submit");
        stack.isotherm("job", "submit");
    }

    /** At a place of its own: another stack may submit its job meanwhile. */
    private static Path productWithBrokenJar() throws IOException {
        Path root = ProductLinks.at(folder.resolve("product"), "flink-job");
        Path job = ProductLinks.link(StackPlace.ROOT.resolve("flink-job"), root.resolve("flink-job"), "target");
        Path target = Files.createDirectory(job.resolve("target"));
        new JarOutputStream(Files.newOutputStream(target.resolve("isotherm-job-broken.jar"))).close();
        return root;
    }

    private static void assertEditIsSeen() {
        assertThat(stack.run("status").output()).contains(EDITED);
        assertThat(stack.run("doctor").output()).contains(EDITED);
    }

    @Test
    void aConnectorThatFailsSoonAfterItsStartIsBroughtBack() throws Exception {
        String before = connector.state();
        // nothing can tell from the table that the registry will not take its schema
        String name = "ecommerce.public." + MEASURES + "-value";
        String subject = "/subjects/" + name;
        String taken =
                "{\"schema\": \"{\\\"type\\\": \\\"record\\\", \\\"name\\\": \\\"Other\\\", \\\"fields\\\": []}\"}";
        registry("POST", subject + "/versions", BodyPublishers.ofString(taken));
        registry("PUT", "/config/" + name, BodyPublishers.ofString("{\"compatibility\": \"BACKWARD\"}"));
        stack.execute(
                "CREATE TABLE " + MEASURES + " (id integer PRIMARY KEY, amount float8)",
                "INSERT INTO " + MEASURES + " VALUES (1, 2.5)");
        try {
            StackCommands.Result apply = stack.run("apply");
            assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
            assertThat(apply.output()).contains("public." + MEASURES, "what ran before runs again");
            assertThat(connector.state()).isEqualTo(before);
        } finally {
            stack.execute("DROP TABLE " + MEASURES);
            registry("DELETE", subject, BodyPublishers.noBody());
        }
    }

    /**
     * Postgres writes nothing to its log for the rows that were there before. A column that is renamed is renamed in
     * hot. Of all others hot kept what they were, and Avro's schema is another one for the first of them only.
     */
    @Test
    void rowsThatAChangedColumnLeavesDifferentAreFoundAndNamed() throws Exception {
        stack.execute(
                "CREATE TABLE " + TURNED + " (id integer PRIMARY KEY, lat integer, lon integer)",
                "INSERT INTO " + TURNED + " VALUES (1, 10, 20), (2, 10, 20)",
                "CREATE TABLE " + RELABELLED + " (id integer PRIMARY KEY, name text)",
                "INSERT INTO " + RELABELLED + " VALUES (1, 'a'), (2, 'b')",
                "CREATE TABLE " + REMADE + " (id integer PRIMARY KEY, note text)",
                "INSERT INTO " + REMADE + " VALUES (1, 'a'), (2, 'b')",
                "CREATE TABLE " + SHORTENED + " (id integer PRIMARY KEY, code char(3))",
                "INSERT INTO " + SHORTENED + " VALUES (1, 'a'), (2, 'b')",
                "CREATE TABLE " + PARSED + " (id integer PRIMARY KEY, body text)",
                "INSERT INTO " + PARSED + " VALUES (1, '[1,2]'), (2, '[3,4]')");
        stack.isotherm("apply");
        try {
            stack.execute(
                    "ALTER TABLE " + TURNED + " RENAME lat TO other",
                    "ALTER TABLE " + TURNED + " RENAME lon TO lat",
                    "ALTER TABLE " + TURNED + " RENAME other TO lon",
                    "INSERT INTO " + TURNED + " (id, lat, lon) VALUES (3, 10, 20)",
                    "ALTER TABLE " + RELABELLED + " RENAME name TO label",
                    "INSERT INTO " + RELABELLED + " VALUES (3, 'c')",
                    "ALTER TABLE " + REMADE + " DROP COLUMN note, ADD COLUMN note text DEFAULT 'c'",
                    "INSERT INTO " + REMADE + " VALUES (3, 'c')",
                    "ALTER TABLE " + SHORTENED + " ALTER COLUMN code TYPE varchar(3)",
                    "INSERT INTO " + SHORTENED + " VALUES (3, 'c')",
                    "ALTER TABLE " + PARSED + " ALTER COLUMN body TYPE jsonb USING body::jsonb",
                    "INSERT INTO " + PARSED + " VALUES (3, '[5,6]')");
            assertThat(stack.run("status").output())
                    .contains("ecommerce_" + REMADE + " is loading, because its columns or partitions have changed");

            // the first comes before the job has seen the change, or finds what the second finds
            stack.run("wait", "--timeout", "120");
            StackCommands.Result wait = stack.run("wait", "--timeout", "120");
            assertThat(wait.exit()).as(wait.output()).isEqualTo(1);
            assertThat(wait.output()).doesNotContain(RELABELLED);
            assertThat(stack.query("SELECT id, label FROM bronze.ecommerce_" + RELABELLED + " ORDER BY id"))
                    .isEqualTo("1\ta\n2\tb\n3\tc\n");
            for (String table : CHANGED) {
                assertThat(wait.output())
                        .contains("public." + table + " is incomplete, because 2 of 3 rows differ")
                        .contains("./isotherm resync public." + table + " reads the table again");
            }
            assertThat(stack.query(
                            "SELECT what, `column` FROM ops.schema_history FINAL WHERE what != 'create' AND `table` IN ('"
                                    + TURNED + "', '" + RELABELLED + "') ORDER BY what, `column`"))
                    .isEqualTo("order\tlat\norder\tlon\nrename\tname\n");
            stack.isotherm("resync", TURNED, REMADE, SHORTENED, PARSED);
            assertThat(stack.run("status", "--tables").output()).containsPattern("ecommerce_" + REMADE + " +loaded");
            stack.assertEqual();
        } finally {
            stack.execute("DROP TABLE " + String.join(", ", CHANGED) + ", " + RELABELLED);
        }
    }

    /**
     * Postgres takes a table that is dropped out of the publication: wait ended with 0, and no command looked at it.
     */
    @Test
    void aTableThatIsMadeOrMadeAgainIsNamedUntilItIsApplied() throws Exception {
        String create = "CREATE TABLE " + MADE_AGAIN + " (id integer PRIMARY KEY, v text)";
        String insert = "INSERT INTO " + MADE_AGAIN + " SELECT n, '%s' FROM generate_series(%d, %d) n";
        stack.execute(create, insert.formatted("old", 1, 5));
        assertIsNotReplicatedYet();
        stack.isotherm("apply");
        stack.assertEqual();

        stack.execute("DROP TABLE " + MADE_AGAIN, create, insert.formatted("new", 3, 9));
        assertIsNotReplicatedYet();
        StackCommands.Result apply = stack.run("apply");
        assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
        assertThat(apply.output())
                .contains("public." + MADE_AGAIN + " is incomplete, because 2 rows are in ClickHouse only");
        stack.isotherm("resync", "--delete-surplus", MADE_AGAIN);

        // it stays in the publication, and the connector knows no table of that name
        String renamed = MADE_AGAIN + "_as";
        stack.execute(
                "ALTER TABLE " + MADE_AGAIN + " RENAME TO " + renamed,
                "INSERT INTO " + renamed + " VALUES (100, 'by its new name')");
        StackCommands.Result wait = stack.run("wait", "--timeout", "240");
        assertThat(wait.exit()).as(wait.output()).isEqualTo(1);
        assertThat(wait.output()).contains("./isotherm apply replicates ecommerce.public." + renamed);
        stack.isotherm("apply");
        stack.assertEqual();
    }

    private static void assertIsNotReplicatedYet() {
        StackCommands.Result wait = stack.run("wait", "--timeout", "240");
        assertThat(wait.exit()).as(wait.output()).isEqualTo(1);
        assertThat(wait.output())
                .contains("not replicated yet", "./isotherm apply replicates ecommerce.public." + MADE_AGAIN);
        StackCommands.Result verify = stack.run("verify");
        assertThat(verify.exit()).as(verify.output()).isEqualTo(2);
        assertThat(verify.output()).contains(MADE_AGAIN, "new since the last apply");
        StackCommands.Result status = stack.run("status");
        assertThat(status.exit()).as(status.output()).isEqualTo(1);
        assertThat(status.output()).containsPattern(MADE_AGAIN + ".* left out");
        StackCommands.Result resync = stack.run("resync", MADE_AGAIN);
        assertThat(resync.exit()).as(resync.output()).isEqualTo(2);
        assertThat(resync.output()).contains(MADE_AGAIN + " is not replicated yet");
    }

    private static void registry(String method, String path, BodyPublisher body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.connection("SCHEMA_REGISTRY_URL") + path))
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }
}
