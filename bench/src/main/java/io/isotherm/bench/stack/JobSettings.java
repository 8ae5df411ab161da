package io.isotherm.bench.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Writes the configuration of Isotherm's job for tables of the measurement's choice. */
public final class JobSettings {
    private JobSettings() {}

    /**
     * @param tables the entries below {@code sources: ecommerce: tables:}
     * @return the file for {@code --config}
     */
    public static Path write(BenchStack stack, String name, String tables) {
        return write(stack, name, tables, Map.of());
    }

    /** @param more settings of the job, or others in the place of those that measurements share */
    public static Path write(BenchStack stack, String name, String tables, Map<String, String> more) {
        Path folder = stack.settings().runFolder();
        Path tablesFile = stack.jobTables();
        Map<String, String> values = new TreeMap<>();
        values.put("kafka.bootstrap", stack.kafka());
        values.put("schema-registry.url", stack.registry());
        values.put("clickhouse.url", stack.settings().url(Setting.CLICKHOUSE_HTTP_PORT));
        values.put(
                "clickhouse.password-file",
                stack.connections()
                        .secrets()
                        .file(Secret.CLICKHOUSE_CDC_WRITER_PASSWORD)
                        .toString());
        values.put("tables", tablesFile.toString());
        values.putAll(more);
        try {
            Files.writeString(
                    tablesFile, "sources:\n  " + BenchStack.DATABASE + ":\n    tables:\n      " + tables + "\n");
            // JSON is YAML too, and is quoted right
            return Files.writeString(folder.resolve(name + "-job.yaml"), new ObjectMapper().writeValueAsString(values));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
