package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Commands that change what runs, ended at their worst moments by Ctrl-C or {@code kill -9}, and then repeated: nothing
 * is lost, and nothing that is left keeps the second run from its end.
 */
@InTurn
class CutCommandsITCase {
    private static final Duration SOON = Duration.ofMinutes(2);

    private static final String REMADE = TestStack.own("cut_remade");
    private static final String ADDED = TestStack.own("cut_added");
    private static final String SPLIT = TestStack.own("cut_split");

    private static TestStack stack;
    private static StackProcesses processes;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        processes = new StackProcesses(stack);
    }

    /** The job then ends without anybody to note where its savepoint is, and began without state. */
    @Test
    void theStateOfAJobIsFoundAgainThatACommandWasStopping() throws Exception {
        Process restart = processes.begin("job", "restart");
        whileTheJobIsBeingStopped(restart, () -> {
            processes.interrupt(
                    restart,
                    "isotherm: job restart was interrupted; the job may be stopped",
                    "  -> see ./isotherm job list; then run it again");
            return restart;
        });
        assertThat(stack.isotherm("job", "restart"))
                .contains("an earlier command was ended while it stopped job")
                .contains(", from file:");

        Process stop = processes.begin("job", "stop");
        whileTheJobIsBeingStopped(stop, () -> {
            processes.kill(stop);
            return stop;
        });
        await().atMost(SOON).until(() -> !stack.isotherm("job", "list").contains("RUNNING"));
        // it remembers neither the job nor the stop then
        stack.supervisor("restart", "flink-jobmanager");
        await().atMost(SOON).until(() -> stack.run("job", "list").exit() == 0);
        assertThat(stack.isotherm("job", "stop")).contains("stopped; its state is in file:");
        aStateThatIsGoneIsNamedBeforeFlinkLooksForIt();
        assertThat(stack.isotherm("job", "submit")).contains(", from file:");
    }

    private static void aStateThatIsGoneIsNamedBeforeFlinkLooksForIt() throws Exception {
        Path savepoint = Path.of(Files.readString(run("job.savepoint")).strip().replaceFirst("^file:/+", "/"));
        Path elsewhere = savepoint.resolveSibling("elsewhere");
        Files.move(savepoint, elsewhere);
        try {
            StackCommands.Result submit = stack.run("job", "submit");
            assertThat(submit.exit()).as(submit.output()).isEqualTo(1);
            assertThat(submit.output())
                    .contains("there is no savepoint or checkpoint " + savepoint, "  -> ", "./isotherm job cancel");
        } finally {
            Files.move(elsewhere, savepoint);
        }
    }

    /** A frozen TaskManager keeps the job from its end. */
    private static void whileTheJobIsBeingStopped(Process command, Callable<?> action) throws Exception {
        ProcessHandle taskManager =
                ProcessHandle.of(stack.pid("flink-taskmanager")).orElseThrow();
        awaitWhileItRuns(command, () -> Files.exists(run("job.stop")));
        StackProcesses.whileFrozen(taskManager, () -> {
            String[] stop = Files.readString(run("job.stop")).strip().split(" ");
            awaitWhileItRuns(command, () -> processes.flinkHas("/jobs/" + stop[0] + "/savepoints/" + stop[1]));
            return action.call();
        });
    }

    /** Of the first table nothing told that it was another one, and Ctrl-C left the connector stopped. */
    @Test
    void addedTablesAreReadThoughApplyWasCut() throws Exception {
        String columns = " (id integer PRIMARY KEY, v text)";
        stack.execute("CREATE TABLE " + REMADE + columns, "INSERT INTO " + REMADE + " VALUES (1, 'old'), (2, 'old')");
        stack.isotherm("apply");

        stack.execute(
                "DROP TABLE " + REMADE,
                "CREATE TABLE " + REMADE + columns,
                "INSERT INTO " + REMADE + " VALUES (1, 'new'), (2, 'new'), (3, 'new')",
                "CREATE TABLE " + ADDED + columns,
                "INSERT INTO " + ADDED + " SELECT n, 'n' FROM generate_series(1, 3000) n");
        Process killed = processes.begin("apply");
        awaitWhileItRuns(killed, CutCommandsITCase::isPublished);
        processes.kill(killed);

        Process interrupted = processes.begin("apply");
        awaitWhileItRuns(interrupted, () -> connector().contains("STOPPED"));
        processes.interrupt(interrupted, "isotherm: apply was interrupted", "  -> run it again");
        await().atMost(SOON).until(() -> connector().split("RUNNING", -1).length == 3);

        stack.isotherm("apply");
        stack.assertEqual();
        assertThat(stack.query("SELECT uniqExact(v) FROM bronze.ecommerce_" + REMADE))
                .isEqualTo("1\n");
    }

    /** Neither command came any further: the job wanted the table away, and the table a job that runs. */
    @Test
    void aReplacementGoesOnThatHasLeftTheJobStopped() throws Exception {
        stack.execute(
                "CREATE TABLE " + SPLIT + " (id integer PRIMARY KEY, day date NOT NULL)",
                "INSERT INTO " + SPLIT + " SELECT n, current_date - n FROM generate_series(1, 50) n");
        stack.tables().add("public." + SPLIT + ": {partition_by: day}");
        stack.isotherm("apply");
        stack.tables().change(SPLIT, "partition_by: day", "partition_by: day, partition: month");

        Process replacement = processes.begin("resync", "--replace", SPLIT);
        awaitWhileItRuns(replacement, () -> Files.exists(run("job.savepoint")));
        processes.kill(replacement);
        StackCommands.Result apply = stack.run("apply");
        assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
        assertThat(apply.output()).contains("./isotherm resync --replace public." + SPLIT);

        assertThat(stack.isotherm("resync", "--replace", SPLIT))
                .contains("an earlier run was ended while the job was stopped; this one goes on with it");
        stack.isotherm("apply");
        stack.assertEqual();
    }

    /** Looks often, for the moment may be short. */
    private static void awaitWhileItRuns(Process command, Callable<Boolean> moment) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(() -> {
            assertThat(command.isAlive())
                    .as(() -> "it has ended before: " + processes.outputOf(command))
                    .isTrue();
            return moment.call();
        });
    }

    private static Path run(String file) {
        return stack.home().resolve("run").resolve(file);
    }

    private static String connector() throws Exception {
        return processes.connect("GET", "/connectors/isotherm-ecommerce/status");
    }

    private static boolean isPublished() throws SQLException {
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_publication_tables WHERE tablename = '" + REMADE + "'")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }
}
