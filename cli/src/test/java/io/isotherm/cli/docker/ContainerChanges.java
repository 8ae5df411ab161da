package io.isotherm.cli.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What happens to the containers of a stack: they are stopped, killed, and made more; and then it goes on. */
final class ContainerChanges {
    private static final Duration READY_WITHIN = Duration.ofMinutes(10);

    private final DockerStack stack;

    ContainerChanges(DockerStack stack) {
        this.stack = stack;
    }

    void startFlower() {
        stack.compose("airflow-docker", "--profile", "flower", "up", "--detach", "--wait", "airflow-flower");
    }

    void stopAndStart() {
        stack.isotherm("traffic", "stop");
        stack.isotherm("down");
        assertThat(stack.containers("")).isEmpty();
        stack.isotherm("up");
        stack.assertEqual();
        stack.isotherm("restart", "clickhouse");
        stack.isotherm("restart");
        stack.assertEqual();
    }

    void emptyFlinksFiles() {
        stack.docker("kill", stack.containers("flink-jobmanager").get(0));
        stack.emptyFiles("flink_flink-state", "ha/isotherm/completedCheckpoint*");
        assertThat(stack.isotherm("up"))
                .contains("a power cut has taken the files", "goes on from file:/opt/flink/state/checkpoints/");
        assertThat(stack.isotherm("up")).doesNotContain("power cut");
        stack.assertEqual();
    }

    void scale() {
        stack.compose("flink-job/docker", "up", "--detach", "--wait", "--scale", "flink-taskmanager=3");
        stack.compose("kafka-docker", "up", "--detach", "--wait", "--scale", "connect-worker=1");
        stack.compose("airflow-docker", "up", "--detach", "--wait", "--scale", "airflow-worker=2");
        await().atMost(READY_WITHIN).until(() -> DockerStack.get(stack.connection("FLINK_URL") + "/overview")
                .body()
                .contains("\"slots-total\":6"));
        stack.isotherm("job", "restart", "--parallelism", "6");
        assertThat(DockerStack.get(stack.connection("FLINK_URL") + "/overview").body())
                .contains("\"slots-available\":0");
        stack.isotherm("up");
        assertThat(stack.containers("flink-taskmanager")).hasSize(3);
        assertThat(stack.containers("airflow-worker")).hasSize(2);
        // The worker that is killed leaves its tasks to the other
        stack.kill(stack.containers("connect-1").get(0));
        stack.assertEqual();
    }

    /** One after the other, while the traffic runs. */
    void killEach() {
        startFlower();
        stack.isotherm("up", "dashboard");
        stack.isotherm("traffic", "stop");
        stack.isotherm("traffic", "start", "--rate", "50");
        Map<String, String> before = stack.states();
        assertThat(before.keySet()).as("containers").allSatisfy(name -> assertThat(name)
                .matches(".*-[0-9]+"));
        assertThat(before.keySet().stream().map(name -> name.replaceAll("-[0-9]+$", "")))
                .as("services of the compose files that do not end by themselves")
                .containsAll(lastingServices());
        before.keySet().forEach(stack::kill);
        // A server that found another one away at its start may hang: up starts it again
        stack.isotherm("up");
        await().atMost(READY_WITHIN).untilAsserted(() -> stack.isotherm("status"));
        await().atMost(READY_WITHIN).untilAsserted(() -> assertThat(stack.states())
                .containsOnlyKeys(before.keySet())
                .allSatisfy((name, state) -> assertThat(state).startsWith("Up").contains("(healthy)")));
        stack.isotherm("traffic", "stop");
        stack.assertEqual();
    }

    /** As {@link DockerStack#states} names their containers, without those that end when they are done. */
    private List<String> lastingServices() {
        List<String> names = new ArrayList<>();
        for (String folder : DockerStack.FOLDERS) {
            JsonNode config = json(stack.compose(folder, "--profile", "*", "config", "--format", "json"));
            config.path("services").properties().stream()
                    .filter(service ->
                            !service.getValue().path("restart").asText().equals("no"))
                    .forEach(service -> names.add(config.path("name").asText() + "-" + service.getKey()));
        }
        return names;
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.substring(text.indexOf('{')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
