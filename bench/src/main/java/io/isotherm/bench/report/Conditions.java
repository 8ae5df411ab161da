package io.isotherm.bench.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.bench.stack.BenchStack;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** What a figure depends on besides the code: the machine, the versions and who else uses it. */
public final class Conditions {
    private Conditions() {}

    /** Read now, so that the load average is that of the moment. */
    public static ObjectNode of(BenchStack stack) throws IOException {
        ObjectNode conditions = JsonNodeFactory.instance.objectNode();
        conditions.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        conditions.put("cores", Runtime.getRuntime().availableProcessors());
        conditions.put("memoryMiB", memoryMiB());
        conditions.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        conditions.put("cpu", cpu());
        conditions.put(
                "loadAverage1m", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        ObjectNode versions = conditions.putObject("versions");
        versions.put("java", System.getProperty("java.version"));
        versions.put("clickhouse", stack.clickHouse().query("SELECT version()"));
        versions.put("kafkaClients", org.apache.kafka.common.utils.AppInfoParser.getVersion());
        versions.put("flink", flinkVersion(stack));
        versions.put("postgres", postgresVersion(stack));
        ObjectNode sizes = conditions.putObject("sizes");
        new TreeMap<>(stack.sizes()).forEach(sizes::put);
        return conditions;
    }

    /** On one line, to stand beside the figures. */
    public static String line(ObjectNode conditions) {
        StringBuilder line = new StringBuilder();
        for (Map.Entry<String, com.fasterxml.jackson.databind.JsonNode> entry : conditions.properties()) {
            if (entry.getValue().isObject()) {
                entry.getValue().properties().forEach(inner -> line.append(inner.getKey())
                        .append(' ')
                        .append(inner.getValue().asText())
                        .append(", "));
            } else {
                line.append(entry.getKey())
                        .append(' ')
                        .append(entry.getValue().asText())
                        .append(", ");
            }
        }
        return line.substring(0, line.length() - 2);
    }

    private static long memoryMiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    private static String cpu() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String flinkVersion(BenchStack stack) {
        return new io.isotherm.cli.connection.Rest(
                        stack.connections().http(),
                        "flink-jobmanager",
                        stack.settings().url(io.isotherm.cli.settings.Setting.FLINK_PORT))
                .getJson("/config")
                .path("flink-version")
                .asText();
    }

    private static String postgresVersion(BenchStack stack) {
        try (var connection = stack.postgres()) {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (java.sql.SQLException e) {
            return "unknown: " + e.getMessage();
        }
    }
}
