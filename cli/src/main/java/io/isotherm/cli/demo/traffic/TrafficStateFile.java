package io.isotherm.cli.demo.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The file in which a running generator tells what it has done. Readers see a whole file, never a half-written one. */
public final class TrafficStateFile {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;

    /** @param runFolder {@code $ISOTHERM_HOME/run} */
    public TrafficStateFile(Path runFolder) {
        this.file = runFolder.resolve("traffic.json");
    }

    void write(JsonNode state) {
        try {
            Files.createDirectories(file.getParent());
            Path next = file.resolveSibling(file.getFileName() + ".next");
            MAPPER.writerWithDefaultPrettyPrinter().writeValue(next.toFile(), state);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Nothing if the traffic was never started. */
    public Optional<JsonNode> read() {
        try {
            return Optional.of(MAPPER.readTree(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
