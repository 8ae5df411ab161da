package io.isotherm.demo.traffic;

import io.isotherm.cli.error.CliException;
import io.isotherm.demo.CheckedYaml;
import io.isotherm.demo.Demo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code traffic.yaml} of a demo says.
 *
 * @param rows what operations draw from, by name
 * @param rowsToKeep by table, the rows that hard deletes leave
 * @param functions a file of functions for the statements, if there is one
 */
public record TrafficMix(
        SortedMap<String, Operation> operations,
        Map<String, Rows> rows,
        Map<String, Integer> rowsToKeep,
        Optional<Path> functions) {

    /** @throws CliException naming every problem of the file at once */
    public static TrafficMix read(Demo demo) {
        TrafficMix mix = new TrafficMixParser(demo.trafficFile().toString(), demo.tables())
                .parse(CheckedYaml.read(demo.trafficFile()));
        Path functions = demo.folder().resolve("traffic.sql");
        return Files.exists(functions) ? mix.with(functions) : mix;
    }

    private TrafficMix with(Path file) {
        return new TrafficMix(operations, rows, rowsToKeep, Optional.of(file));
    }

    /** Of the operations that are drawn. */
    SortedMap<String, Double> weights() {
        SortedMap<String, Double> weights = new TreeMap<>();
        operations.forEach((name, operation) -> {
            if (operation.weight() > 0) {
                weights.put(name, operation.weight());
            }
        });
        return weights;
    }
}
