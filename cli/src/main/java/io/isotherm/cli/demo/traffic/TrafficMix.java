package io.isotherm.cli.demo.traffic;

import io.isotherm.cli.Cause;
import io.isotherm.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;

/**
 * What {@code traffic.yaml} says.
 *
 * @param weights how often an operation is drawn, relative to the others; more than 0
 * @param rowsToKeep by table, the rows that hard deletes leave
 */
public record TrafficMix(SortedMap<String, Double> weights, Map<String, Integer> rowsToKeep) {

    /** @throws CliException naming every problem of the file at once */
    public static TrafficMix read(Path file) {
        try {
            return new TrafficMixParser(file.toString()).parse(Files.readString(file));
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "cannot read " + file + ": " + Cause.of(e), "restore it from the repository", e);
        }
    }
}
