package io.isotherm.cli.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What panels ask ClickHouse in Grafana and in Superset, by name. */
final class DashboardQueries {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DashboardQueries() {}

    /** Of the pipeline. */
    static Map<String, String> ofPipeline(Path root) throws IOException {
        Map<String, String> queries = superset(root.resolve("local/superset/assets"));
        Path dashboards = root.resolve("clickhouse-docker/grafana/dashboards");
        try (Stream<Path> files = Files.list(dashboards)) {
            for (Path dashboard : files.toList()) {
                queries.putAll(grafana(dashboard));
            }
        }
        return queries;
    }

    static Map<String, String> ofDemo(Path root, String demo) throws IOException {
        Path folder = root.resolve("demo").resolve(demo).resolve("dashboard");
        Map<String, String> queries = superset(folder.resolve("superset"));
        queries.putAll(grafana(folder.resolve("grafana.json")));
        return queries;
    }

    private static Map<String, String> grafana(Path dashboard) throws IOException {
        Map<String, String> queries = new TreeMap<>();
        JSON.readTree(dashboard.toFile()).path("panels").forEach(panel -> panel.path("targets")
                .forEach(target -> queries.put(
                        "Grafana: " + panel.path("title").asText(),
                        target.path("rawSql").asText())));
        return queries;
    }

    private static Map<String, String> superset(Path assets) throws IOException {
        Map<String, JsonNode> datasets = new HashMap<>();
        Map<String, String> queries = new TreeMap<>();
        for (JsonNode dataset : read(assets.resolve("datasets"))) {
            datasets.put(dataset.path("uuid").asText(), dataset);
            List<String> columns = texts(dataset.findValues("column_name"));
            queries.put("Superset: columns of " + table(dataset), select(columns, dataset));
        }
        for (JsonNode chart : read(assets.resolve("charts"))) {
            JsonNode dataset = datasets.get(chart.path("dataset_uuid").asText());
            String name = "Superset: " + chart.path("slice_name").asText();
            queries.put(name, select(texts(chart.findValues("sqlExpression")), dataset));
        }
        return queries;
    }

    /** As Superset asks: what is no aggregate is grouped by. A table chart has no expressions; it shows the rows. */
    private static String select(List<String> expressions, JsonNode dataset) {
        return "SELECT " + (expressions.isEmpty() ? "*" : String.join(", ", expressions)) + " FROM " + table(dataset)
                + " GROUP BY ALL";
    }

    private static String table(JsonNode dataset) {
        return dataset.path("schema").asText() + "."
                + dataset.path("table_name").asText();
    }

    private static List<String> texts(List<JsonNode> nodes) {
        return nodes.stream().map(JsonNode::asText).toList();
    }

    private static List<JsonNode> read(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(DashboardQueries::parse).toList();
        }
    }

    private static JsonNode parse(Path file) {
        try {
            return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
