package io.isotherm.demo.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** In which a generator tells once a second what it has done; {@link TrafficProgress#toJson} has the fields. */
public final class TrafficStateFile {
    static final String RUNNING = "running";
    static final String RECONNECTING = "reconnecting";
    static final String STOPPED = "stopped";

    private final JsonFile file;

    /** @param runFolder {@code $ISOTHERM_HOME/run} */
    public TrafficStateFile(Path runFolder, String demo) {
        this.file = new JsonFile(runFolder.resolve("traffic-of-" + demo + ".json"));
    }

    void write(JsonNode state) {
        file.write(state);
    }

    /** Nothing if the traffic never ran. */
    public Optional<JsonNode> read() {
        return file.read();
    }

    /** Whether the generator that wrote the file is at work. */
    public boolean isActive() {
        return read().filter(state -> !STOPPED.equals(state.get("state").asText()))
                .filter(TrafficStateFile::isWriterAlive)
                .isPresent();
    }

    /** A process that began after the traffic is another one with the same number. */
    private static boolean isWriterAlive(JsonNode state) {
        Instant started = Instant.parse(state.get("started").asText());
        return ProcessHandle.of(state.get("pid").asLong())
                .flatMap(process -> process.info().startInstant())
                .filter(processStarted -> !processStarted.isAfter(started))
                .isPresent();
    }
}
