package io.isotherm.cli.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the command and its users rely on in the compose files, beyond what holds in each of them. */
class ContainersOfTheStackTest {
    private static final Set<String> STORES =
            Set.of("postgres", "airflow-postgres", "zookeeper", "kafka", "minio", "clickhouse", "schema-registry");
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void scalesWhatDoesTheWork() throws IOException {
        assertThat(ComposeRules.canBeScaled(file("kafka-docker"), "connect-worker"))
                .isEmpty();
        assertThat(ComposeRules.canBeScaled(file("flink-job/docker"), "flink-taskmanager"))
                .isEmpty();
        assertThat(ComposeRules.canBeScaled(file("airflow-docker"), "airflow-worker"))
                .isEmpty();
        assertThat(file("flink-job/docker")
                        .service("flink-taskmanager")
                        .environment()
                        .get("FLINK_PROPERTIES"))
                .as("each announces an address of its own")
                .doesNotContain("taskmanager.host");
    }

    /** Docker kills what has not ended after ten seconds, and a store then has to recover at its next start. */
    @Test
    void givesStoresTheTimeOfThePlainProcess() throws IOException {
        assertThat(ComposeFilesTest.files().flatMap(file -> file.services().stream()))
                .filteredOn(service -> STORES.contains(service.name()))
                .hasSameSizeAs(STORES)
                .allMatch(service -> "1m".equals(service.settings().get("stop_grace_period")));
    }

    /** The command asks each server through a port of this host, but TaskManagers, which Flink's REST API names. */
    @ParameterizedTest
    @EnumSource(value = Service.class, mode = EnumSource.Mode.EXCLUDE, names = "FLINK_TASKMANAGER")
    void publishesThePortThatIsProbed(Service service) throws IOException {
        Set<String> published = new HashSet<>();
        ComposeFilesTest.files().forEach(file -> published.addAll(ComposeRules.publishedVariables(file)));
        assertThat(published).contains(service.ports().get(0).name());
    }

    /** To load Airflow takes longer than a health check may. */
    @Test
    void asksForHealthWithoutAirflow() throws IOException {
        assertThat(file("airflow-docker").services())
                .filteredOn(ComposeService::hasHealthcheck)
                .allSatisfy(service -> assertThat(String.join(" ", service.healthcheck()))
                        .doesNotContain("airflow jobs")
                        .doesNotContain("entrypoint.sh")
                        .doesNotContain("--app airflow"));
    }

    @Test
    void findsConnectsPluginsWithoutLookingIntoEveryJar() throws IOException {
        assertThat(file("kafka-docker").service("connect").environment())
                .containsEntry("CONNECT_PLUGIN_DISCOVERY", "service_load");
        assertThat(Files.readString(ROOT.resolve("kafka-docker/connect/Dockerfile")))
                .contains("COPY transforms/target/converter-service");
    }

    /** As {@code local/run/common.sh} does: what Flink keeps has rows, and the job's password of ClickHouse. */
    @Test
    void keepsFlinksFilesToItsUser() throws IOException {
        assertThat(file("flink-job/docker")
                        .service("flink-jobmanager")
                        .settings()
                        .get("entrypoint"))
                .asString()
                .contains("/opt/isotherm/entrypoint.sh");
        assertThat(Files.readString(ROOT.resolve("flink-job/docker/entrypoint.sh")))
                .containsSubsequence("umask 077", "exec ");
    }

    /** The image of MinIO's client has a shell and cat, and no other tools. */
    @Test
    void preparesBucketsWithWhatTheImageHas() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("clickhouse-docker/minio/init.sh")))
                .filteredOn(line -> !line.strip().startsWith("#"))
                .noneMatch(line -> line.matches(".*\\b(grep|sed|awk|find|cut|tr)\\b.*"));
    }

    /** A fresh clone has neither .env nor secrets; without .env a command would reach a stack of another name. */
    @Test
    void saysHowToStartByHand() throws IOException {
        assertThat(file("kafka-docker").text()).startsWith("#").contains("../isotherm prepare");
        ComposeFilesTest.files().forEach(file -> assertThat(file.text().lines())
                .filteredOn(line -> line.contains("docker compose "))
                .isNotEmpty()
                .allMatch(line -> line.contains("docker compose --env-file ../")));
    }

    private static ComposeFile file(String folder) throws IOException {
        return ComposeFile.read(ROOT.resolve(folder).resolve("docker-compose.yaml"));
    }
}
