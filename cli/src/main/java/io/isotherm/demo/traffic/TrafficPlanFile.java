package io.isotherm.demo.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code traffic start} asks of the process that the supervisor starts. */
public final class TrafficPlanFile {
    private final JsonFile file;

    /** @param runFolder {@code $ISOTHERM_HOME/run} */
    public TrafficPlanFile(Path runFolder) {
        this.file = new JsonFile(runFolder.resolve("traffic-plan.json"));
    }

    /** @param plan for each of the demos */
    public record Asked(List<String> demos, TrafficPlan plan) {}

    public void write(Asked asked) {
        TrafficPlan plan = asked.plan();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("rate", plan.changesPerSecond())
                .put("interval", plan.interval().toSeconds())
                .put("seed", plan.seed())
                .put("seconds", plan.duration().toSeconds());
        asked.demos().forEach(json.putArray("demos")::add);
        file.write(json);
    }

    /** Nothing if the traffic was never started. */
    public Optional<Asked> read() {
        return file.read().map(TrafficPlanFile::asked);
    }

    private static Asked asked(JsonNode json) {
        List<String> demos = new ArrayList<>();
        json.path("demos").forEach(demo -> demos.add(demo.asText()));
        return new Asked(
                demos,
                new TrafficPlan(
                        json.get("rate").asInt(),
                        // a plan of an earlier version has none
                        Duration.ofSeconds(json.path("interval").asLong()),
                        json.get("seed").asLong(),
                        Duration.ofSeconds(json.get("seconds").asLong())));
    }
}
