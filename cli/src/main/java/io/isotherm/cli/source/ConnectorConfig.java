package io.isotherm.cli.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.stack.ServiceEndpoints;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.schema.PostgresTypes;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Debezium's configuration for one source: {@code kafka-docker/connectors/source.json}, or {@code <database>.json}
 * where a source has a file of its own, with its <code>{{names}}</code> filled in, and the tables and columns that
 * {@code tables.yaml} selects. Passwords stay placeholders that the Connect worker resolves from its secret files.
 *
 * @param name of the connector
 * @param values the connector's configuration
 */
record ConnectorConfig(String name, ObjectNode values) {
    static final String TABLES = "table.include.list";
    private static final String TEMPLATE = "source.json";
    private static final String HEADER = ".header";
    private static final String LITERAL = ".value.literal";
    private static final String TRANSFORMS = "transforms";
    private static final String EPOCH_TRANSFORM = TRANSFORMS + ".sourceEpoch";
    private static final String HASHED_COLUMNS = "transforms.hashColumns.columns";
    private static final String PRIVATE_COLUMNS = "isotherm.private.columns";
    private static final String TYPES_WITH_OWN_FORM = "sourceTexts.except";
    private static final String KEYS = "message.key.columns";
    /** Between a private column and its number; no name has it once it is encoded. */
    private static final String NUMBER = "#";

    private static final String APPENDED = "isotherm.append.tables";

    /** An empty list of tables would stand for all of them. */
    private static final String NO_TABLE = "(?!)";

    private static final Pattern NEITHER_LETTER_NOR_DIGIT = Pattern.compile("[^A-Za-z0-9_]");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z.-]+)}}");

    /** @param folder with the templates */
    static Path templateOf(Path folder, String database) {
        Path own = folder.resolve(database + ".json");
        return Files.exists(own) ? own : folder.resolve(TEMPLATE);
    }

    /** Without the tables of which every change is kept; see {@link #appending}. */
    static ConnectorConfig render(Path template, String database, ServiceEndpoints endpoints, ReplicationPlan plan) {
        JsonNode root = parse(template, fill(template, database, endpoints));
        ObjectNode values = (ObjectNode) root.get("config");
        Set<String> keyed = new TreeSet<>(plan.qualifiedNames());
        keyed.removeAll(plan.appended());
        values.put(TABLES, keyed.isEmpty() ? NO_TABLE : listOfRegexes(keyed));
        if (!plan.excludedColumns().isEmpty()) {
            values.put("column.exclude.list", columnRegexes(plan.excludedColumns()));
        }
        values.put(PRIVATE_COLUMNS, listOfNames(namesOfPrivate(plan)));
        if (!values.path("converters").asText().contains("sourceTexts")) {
            // it would leave columns out without a word
            throw CliException.cannotRun(
                    template + " lacks the converter sourceTexts",
                    "give it the settings converters, source* and driver* of " + TEMPLATE);
        }
        values.put(TYPES_WITH_OWN_FORM, String.join(",", PostgresTypes.withOwnForm()));
        if (!plan.declaredKeys().isEmpty()) {
            values.put(KEYS, keys(plan.declaredKeys()));
        }
        values.put(HASHED_COLUMNS, listOfNames(plan.hashedColumns()));
        return new ConnectorConfig(root.get("name").asText(), values);
    }

    /** Columns that do not leave the source as they are, as {@code schema.table.column}, sorted. */
    static Set<String> namesOfPrivate(ReplicationPlan plan) {
        Set<String> names = new TreeSet<>(plan.privateColumns());
        names.addAll(plan.hashedColumns());
        return names;
    }

    /**
     * The same with the number of each of them.
     *
     * @param names of {@link #namesOfPrivate}
     * @param numbers by name, as far as they have one
     */
    ConnectorConfig withPrivate(Set<String> names, Map<String, Integer> numbers) {
        ObjectNode changed = values.deepCopy();
        changed.put(
                PRIVATE_COLUMNS,
                names.stream()
                        .map(name -> encoded(name) + (numbers.containsKey(name) ? NUMBER + numbers.get(name) : ""))
                        .collect(Collectors.joining(",")));
        return new ConnectorConfig(name, changed);
    }

    /** Of a connector's configuration, as {@link #withPrivate} takes them. */
    static Map<String, Integer> privateNumbers(JsonNode config) {
        Map<String, Integer> numbers = new TreeMap<>();
        for (String column : config.path(PRIVATE_COLUMNS).asText().split(",")) {
            int at = column.indexOf(NUMBER);
            if (at > 0) {
                numbers.put(
                        URLDecoder.decode(column.substring(0, at), StandardCharsets.UTF_8),
                        Integer.valueOf(column.substring(at + 1)));
            }
        }
        return numbers;
    }

    /**
     * The same with tables of which every change is kept.
     *
     * @param moments in which their rows were read, by {@code schema.table}; the connector's {@code ReadMoment} parses
     *     each
     */
    ConnectorConfig appending(Map<String, String> moments) {
        Set<String> tables =
                new LinkedHashSet<>(List.of(values.path(TABLES).asText().split(",")));
        moments(values).keySet().forEach(table -> tables.remove(escaped(table)));
        tables.remove(NO_TABLE);
        new TreeSet<>(moments.keySet()).forEach(table -> tables.add(escaped(table)));
        ObjectNode changed = values.deepCopy();
        changed.put(TABLES, tables.isEmpty() ? NO_TABLE : String.join(",", tables));
        changed.remove(APPENDED);
        if (!moments.isEmpty()) {
            changed.put(
                    APPENDED,
                    new TreeMap<>(moments)
                            .entrySet().stream()
                                    .map(moment -> moment.getKey() + "@" + moment.getValue())
                                    .collect(Collectors.joining(",")));
        }
        return new ConnectorConfig(name, changed);
    }

    /** Of a connector's configuration, as {@link #appending} takes them. */
    static Map<String, String> moments(JsonNode config) {
        Map<String, String> moments = new TreeMap<>();
        for (String table : config.path(APPENDED).asText().split(",")) {
            int at = table.lastIndexOf('@');
            if (at > 0) {
                moments.put(table.substring(0, at), table.substring(at + 1));
            }
        }
        return moments;
    }

    /**
     * Which the connector gives to all changes, by an {@code InsertHeader} transform; see the job's {@code RawRecord}.
     */
    int epoch() {
        return epochTransforms()
                .mapToInt(transform -> values.path(transform + LITERAL).asInt())
                .max()
                .orElse(0);
    }

    /** The same with this epoch, unless it has it or a later one already. */
    ConnectorConfig withEpoch(int epoch) {
        if (epoch <= epoch()) {
            return this;
        }
        ObjectNode changed = values.deepCopy();
        String transform = epochTransforms().findFirst().orElse(EPOCH_TRANSFORM);
        if (transform.equals(EPOCH_TRANSFORM)) {
            Set<String> names = new LinkedHashSet<>(
                    List.of(changed.path(TRANSFORMS).asText().split(",")));
            names.remove("");
            names.add("sourceEpoch");
            changed.put(TRANSFORMS, String.join(",", names))
                    .put(transform + ".type", "org.apache.kafka.connect.transforms.InsertHeader")
                    .put(transform + HEADER, PipelineNames.EPOCH_HEADER);
        }
        changed.put(transform + LITERAL, String.valueOf(epoch));
        return new ConnectorConfig(name, changed);
    }

    private Stream<String> epochTransforms() {
        return values.properties().stream()
                .filter(field -> field.getKey().endsWith(HEADER)
                        && field.getValue().asText().equals(PipelineNames.EPOCH_HEADER))
                .map(field -> field.getKey().substring(0, field.getKey().length() - HEADER.length()));
    }

    private static String fill(Path template, String database, ServiceEndpoints endpoints) {
        Map<String, String> values = Map.of(
                "database", database,
                "postgres.host", endpoints.postgresHost(),
                "postgres.port", String.valueOf(endpoints.postgresPort()),
                "kafka.bootstrap", endpoints.kafkaBootstrap(),
                "schema-registry.url", endpoints.schemaRegistryUrl(),
                "secrets.folder", endpoints.secretsFolder());
        return PLACEHOLDER.matcher(read(template)).replaceAll(match -> {
            String value = values.get(match.group(1));
            if (value == null) {
                throw CliException.cannotRun(
                        template + " has the unknown placeholder " + match.group(),
                        "placeholders: " + String.join(", ", values.keySet()));
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static String read(Path template) {
        try {
            return Files.readString(template);
        } catch (IOException e) {
            throw CliException.cannotRun("cannot read the connector " + template, "restore it from version control", e);
        }
    }

    private static JsonNode parse(Path template, String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (root.path("name").isTextual() && root.path("config").isObject()) {
                return root;
            }
        } catch (IOException e) {
            throw CliException.cannotRun(template + " is not JSON: " + Cause.of(e), "correct it", e);
        }
        throw CliException.cannotRun(template + " lacks \"name\" or \"config\"", "compare it with " + TEMPLATE);
    }

    /** Debezium reads these lists as regular expressions separated by commas. */
    private static String listOfRegexes(Collection<String> names) {
        return names.stream().map(ConnectorConfig::escaped).collect(Collectors.joining(","));
    }

    /** As the connector's {@code ColumnList} reads it: a name may have a comma, or end in a blank. */
    private static String listOfNames(Collection<String> names) {
        return names.stream().map(ConnectorConfig::encoded).collect(Collectors.joining(","));
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    /**
     * Also regular expressions, of which Debezium parts tables by semicolon and columns by comma before it reads them.
     */
    private static String keys(Map<String, List<String>> keys) {
        return keys.entrySet().stream()
                .map(key -> hex(key.getKey()) + ":" + columnRegexes(key.getValue()))
                .collect(Collectors.joining(";"));
    }

    private static String columnRegexes(Collection<String> names) {
        return names.stream().map(ConnectorConfig::hex).collect(Collectors.joining(","));
    }

    private static String hex(String name) {
        return NEITHER_LETTER_NOR_DIGIT
                .matcher(name)
                .replaceAll(
                        found -> "\\\\x{" + Integer.toHexString(found.group().codePointAt(0)) + "}");
    }

    /** Whether a connector of this configuration sends the changes of a {@code schema.table}. */
    static Predicate<String> sends(JsonNode config) {
        Set<String> listed = Set.copyOf(List.of(config.path(TABLES).asText().split(",")));
        return table -> listed.contains(escaped(table));
    }

    private static String escaped(String name) {
        return name.replaceAll("([^A-Za-z0-9_])", "\\\\$1");
    }
}
