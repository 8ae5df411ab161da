package io.isotherm.bench.replay;

import io.isotherm.bench.stack.BenchStack;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How Isotherm's job is submitted for one measurement.
 *
 * @param name as it stands in tables and plots
 * @param mainClass null for the jar's own
 * @param arguments behind {@code --config FILE}
 * @param tableOptions what {@code tables.yaml} says of each table, in braces
 * @param flinkConfiguration for this job
 */
record JobVariant(
        String name,
        Path jar,
        String mainClass,
        List<String> arguments,
        String tableOptions,
        Map<String, String> flinkConfiguration) {

    /** Isotherm as users submit it. */
    static JobVariant whole(
            BenchStack stack, String name, String tableOptions, Map<String, String> flinkConfiguration) {
        return new JobVariant(name, stack.flink().isothermJar(), null, List.of(), tableOptions, flinkConfiguration);
    }
}
