package io.isotherm.cli.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.CommandNames;
import io.isotherm.cli.chain.AirflowClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command in containers, from nothing to nothing. Needs a Docker daemon with its Compose plugin, and the images
 * or a registry to pull them from: without them the class fails, and says what is missing.
 */
@TestMethodOrder(OrderAnnotation.class)
class EveryCommandDockerCase {
    private static final Duration READY_WITHIN = Duration.ofMinutes(10);
    private static final String YESTERDAY =
            LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();

    private static DockerStack stack;
    private static ContainerChanges containers;
    private static RemainingCommands remaining;
    private static List<String> volumesOfOthers;

    /** When this fails nothing else is tried: the message says what is missing. */
    @BeforeAll
    static void bringUpFromNothing() throws IOException {
        stack = DockerStack.of("isotherm-case");
        containers = new ContainerChanges(stack);
        remaining = new RemainingCommands(stack);
        stack.set("ISOTHERM_DAG_START_DATE", YESTERDAY);
        Path others = stack.home().resolve("volumes-of-others");
        if (DockerStack.KEPT
                && Files.exists(others)
                && stack.shell().isothermResult("status").exit() == 0) {
            volumesOfOthers = Files.readAllLines(others);
            return;
        }
        volumesOfOthers = stack.anonymousVolumes();
        Files.write(others, volumesOfOthers);
        String output = stack.shell().initialRun("--mode", "docker");
        assertThat(output).contains("public.orders", "Done").doesNotContain("without traffic");
    }

    @AfterAll
    static void removeEverything() {
        if (!DockerStack.KEPT) {
            stack.shell().isothermResult("reset", "--yes");
        }
    }

    private static List<String> anonymousVolumes() {
        List<String> volumes = new ArrayList<>(stack.anonymousVolumes());
        volumes.removeAll(volumesOfOthers);
        return volumes;
    }

    @Test
    @Order(1)
    void runsAfterTheFirstRun() {
        assertThat(stack.isotherm("traffic", "status")).startsWith("running");
        await().atMost(READY_WITHIN).untilAsserted(() -> stack.isotherm("status"));
        assertThat(stack.isotherm("doctor")).contains("Nothing is in the way");
        stack.assertEqual();
        // Enough to be under way at each stop, and no burden to what the others take
        stack.isotherm("traffic", "stop");
        stack.isotherm("traffic", "start", "--rate", "20");
    }

    @Test
    @Order(2)
    void runsTheDagOnCelery() {
        AirflowClient airflow = new AirflowClient(
                stack.connection("AIRFLOW_URL"),
                stack.connection("AIRFLOW_USER"),
                stack.connection("AIRFLOW_PASSWORD"),
                "ecommerce_pipeline");
        // Airflow knows the DAG only after it has read it
        await().atMost(READY_WITHIN)
                .untilAsserted(() -> stack.isotherm("airflow", "dags", "unpause", "ecommerce_pipeline"));
        await().atMost(READY_WITHIN).until(() -> !airflow.runs().isEmpty());
        String run = airflow.runs().get(0);
        await().atMost(Duration.ofMinutes(30))
                .pollInterval(Duration.ofSeconds(5))
                .until(() -> !airflow.stateOfRun(run).matches("queued|running"));
        assertThat(airflow.stateOfRun(run))
                .as(() -> airflow.statesOfTasks(run).toString())
                .isEqualTo("success");
        assertThat(airflow.statesOfTasks(run)).containsEntry("reconcile", "success");
        stack.isotherm("airflow", "dags", "pause", "ecommerce_pipeline");
        assertThat(stack.query("SELECT count() > 0 FROM ops.archive_log WHERE state = 'archived'"))
                .isEqualTo("1");
        stack.assertEqual();
    }

    @Test
    @Order(3)
    void showsItsWorkersInFlower() {
        containers.startFlower();
        String address = stack.compose("airflow-docker", "--profile", "flower", "port", "airflow-flower", "5555")
                .strip();
        assertThat(DockerStack.get("http://" + address + "/").statusCode()).isEqualTo(200);
    }

    @Test
    @Order(4)
    void runsTheToolsOfAirflowsImage() throws IOException {
        stack.isotherm("archive", "--day", YESTERDAY);
        stack.isotherm("dbt", "build", "--select", "tag:silver");
        stack.isotherm("docs", "--generate-only");
        assertThat(stack.home().resolve("run/dbt/catalog.json")).isNotEmptyFile();
        Path file = stack.home().resolve("orders.csv");
        stack.isotherm("export", "bronze.ecommerce_orders", "--output", file.toString(), "--overwrite");
        assertThat(Files.readAllLines(file)).hasSizeGreaterThan(100);
    }

    @Test
    @Order(5)
    void comesBackFromABackup() {
        stack.isotherm("backup");
        String backup =
                stack.isotherm("backup", "--list").lines().toList().get(1).split(" ")[0];
        stack.isotherm("job", "cancel");
        stack.isotherm("restore", backup, "--overwrite");
        stack.isotherm("job", "submit");
        stack.assertEqual();
    }

    @Test
    @Order(6)
    void goesOnAfterEveryKindOfStop() {
        containers.stopAndStart();
    }

    /** As a power cut leaves it: ZooKeeper knows checkpoints whose files are empty. */
    @Test
    @Order(7)
    void submitsTheJobAgainWhereFlinksFilesAreEmpty() {
        containers.emptyFlinksFiles();
    }

    @Test
    @Order(8)
    void takesWhatWasEdited() throws IOException {
        stack.isotherm("job", "restart");
        String text = Files.readString(stack.tables());
        assertThat(text).contains("- public.orders");
        Files.writeString(stack.tables(), "# edited\n" + text);
        stack.isotherm("apply");
        for (String service : List.of("flink-jobmanager", "airflow-worker")) {
            assertThat(stack.docker(
                            "exec",
                            stack.containers(service).get(0),
                            "head",
                            "-n",
                            "1",
                            "/opt/isotherm/run/tables.yaml"))
                    .isEqualTo("# edited");
        }
        stack.isotherm("resync", "orders");
        stack.assertEqual();
    }

    @Test
    @Order(9)
    void scales() {
        containers.scale();
    }

    /** Of each that the stack has now: scaled ones, Flower and the dashboards are among them. */
    @Test
    @Order(10)
    void comesBackAfterTheKillOfEachContainer() {
        containers.killEach();
    }

    @Test
    @Order(11)
    void keepsItsSecretsAfterAFailureToo() throws IOException {
        SecretsInContainers secrets = new SecretsInContainers(stack);
        stack.isotherm("sql", "--on", "postgres", "ALTER ROLE debezium NOLOGIN");
        try {
            stack.kill(stack.containers("connect-1").get(0));
            stack.kill(stack.containers("postgres-1").get(0));
            // In that of the workers which has the task now
            await().atMost(READY_WITHIN)
                    .pollInterval(Duration.ofSeconds(5))
                    .until(() -> stack.containers("connect").stream()
                            .anyMatch(worker -> stack.docker("logs", worker).contains("is not permitted to log in")));
            secrets.assertNone();
        } finally {
            stack.isotherm("sql", "--on", "postgres", "ALTER ROLE debezium LOGIN");
            stack.isotherm("up");
        }
        stack.assertEqual();
    }

    @Test
    @Order(12)
    void runsTheRemainingCommands() throws IOException {
        remaining.show();
        remaining.endAndStartTheJob();
        remaining.readByQueries(stack.home());
        remaining.replayADeadLetter();
        remaining.addAndRemoveADemo();
    }

    /** The other one is whole, too, and Docker Compose by hand has started it from a clone. */
    @Test
    @Order(13)
    void letsAWholeStackRunBesideIt(@TempDir Path folder) throws IOException {
        StackByHand other = new StackByHand("isotherm-other", folder.resolve("clone"));
        try {
            other.start();
            stack.assertEqual();
            other.stack().assertEqual();
        } finally {
            other.close();
        }
        assertThat(other.stack().leftovers()).isEmpty();
        stack.isotherm("verify");
    }

    @Test
    @Order(14)
    void leavesNothingBehind() {
        assertThat(anonymousVolumes()).isNotEmpty();
        stack.isotherm("reset", "--yes");
        assertThat(stack.leftovers()).isEmpty();
        assertThat(anonymousVolumes()).isEmpty();
    }

    /** Together with those above. */
    @Test
    @Order(15)
    void noCommandIsForgotten() {
        assertThat(DockerShell.done()).containsAll(CommandNames.all());
    }
}
