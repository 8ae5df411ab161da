package io.isotherm.cli.demo.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What {@code traffic start} asks of the process that the supervisor starts. */
public final class TrafficPlanFile {
    private final JsonFile file;

    /** @param runFolder {@code $ISOTHERM_HOME/run} */
    public TrafficPlanFile(Path runFolder) {
        this.file = new JsonFile(runFolder.resolve("traffic-plan.json"));
    }

    public void write(TrafficPlan plan) {
        file.write(JsonNodeFactory.instance
                .objectNode()
                .put("rate", plan.changesPerSecond())
                .put("seed", plan.seed())
                .put("seconds", plan.duration().toSeconds()));
    }

    /** Nothing if the traffic was never started. */
    public Optional<TrafficPlan> read() {
        return file.read().map(TrafficPlanFile::plan);
    }

    private static TrafficPlan plan(JsonNode json) {
        return new TrafficPlan(
                json.get("rate").asInt(),
                json.get("seed").asLong(),
                Duration.ofSeconds(json.get("seconds").asLong()));
    }
}
