package io.isotherm.bench.cold;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.BenchStack;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The archive as a task of the daily run: Python without the command around it.
 *
 * @param processSeconds from the start of Python to its end
 * @param seconds from the connection to ClickHouse to the end of the archive
 * @param archived partitions in which there was something to do
 * @param steps seconds of each, over all partitions
 */
record TimedArchive(double processSeconds, double seconds, int archived, JsonNode steps) {

    /** Gets what the archive needs beyond the stack of all measurements. */
    static void install(BenchStack stack) {
        stack.install("airflow");
    }

    /** Archives what hot holds up to a day. */
    static TimedArchive run(BenchStack stack, ArchivedTable table, int day) throws IOException, InterruptedException {
        Settings settings = stack.settings();
        Path log = settings.runFolder().resolve("timed-archive.log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        settings.cache().resolve("dist/venv-airflow/bin/python").toString(),
                        "-B",
                        settings.root()
                                .resolve("bench/src/main/python/timed_archive.py")
                                .toString(),
                        table.target(),
                        table.day(day).toString()))
                .redirectError(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PYTHONPATH", settings.root().resolve("airflow-docker").toString(),
                        "CLICKHOUSE_URL", settings.url(Setting.CLICKHOUSE_HTTP_PORT),
                        "CLICKHOUSE_USER", "archiver",
                        "CLICKHOUSE_PASSWORD_FILE",
                                stack.connections()
                                        .secrets()
                                        .file(Secret.CLICKHOUSE_ARCHIVER_PASSWORD)
                                        .toString(),
                        "ISOTHERM_APPLIED_TABLES", ArchivedTable.applied(stack).path()));
        long start = System.nanoTime();
        Process process = builder.start();
        byte[] output = process.getInputStream().readAllBytes();
        int exit = process.waitFor();
        double processSeconds = (System.nanoTime() - start) / 1e9;
        if (exit != 0) {
            throw new BenchException("the archive ended with " + exit + ":\n" + Files.readString(log));
        }
        JsonNode result = new ObjectMapper().readTree(output);
        return new TimedArchive(
                processSeconds,
                result.path("seconds").asDouble(),
                result.path("archived").asInt(),
                result.path("steps"));
    }
}
