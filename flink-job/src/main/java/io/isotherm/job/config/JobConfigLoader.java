package io.isotherm.job.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the job's settings. Precedence: environment ({@code ISOTHERM_} + key in capitals, {@code .} and {@code -} as
 * {@code _}) over the file over the default. All mistakes are reported together.
 */
public final class JobConfigLoader {
    private static final Logger LOG = LoggerFactory.getLogger(JobConfigLoader.class);

    static final String ENVIRONMENT_PREFIX = "ISOTHERM_";
    private static final String KAFKA_PROPERTIES = "kafka.properties.";
    private static final String REGISTRY_PROPERTIES = "schema-registry.properties.";

    /** Every key with its default; null means it must be given. */
    static final Map<String, String> DEFAULTS = defaults();

    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private JobConfigLoader(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * @param file YAML, nested or with dotted keys; may be null
     * @throws ConfigException listing every mistake
     */
    public static JobConfig load(Path file, Map<String, String> environment) throws IOException {
        JobConfigLoader loader = new JobConfigLoader(environment);
        if (file != null) {
            loader.readFile(file);
            replaced(loader.values, environment)
                    .forEach(key -> LOG.warn("'{}' of {} is not used: {} is set", key, file, variable(key)));
        }
        JobConfig config = loader.build();
        if (!loader.problems.isEmpty()) {
            throw new ConfigException("the job's configuration cannot be used", loader.problems);
        }
        return config;
    }

    /** Every key of the file, those with a free ending excepted. */
    public static Set<String> keys() {
        return DEFAULTS.keySet();
    }

    /** The same keys with their defaults; null for a key that must be given. */
    public static Map<String, String> keysWithDefaults() {
        return Collections.unmodifiableMap(DEFAULTS);
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("kafka.bootstrap", null);
        defaults.put("kafka.group", PipelineNames.CONSUMER_GROUP);
        defaults.put("kafka.dead-letter-topic", PipelineNames.DEAD_LETTERS);
        defaults.put("kafka.partition-discovery", "5s");
        defaults.put("kafka.start-from", "earliest");
        defaults.put("schema-registry.url", null);
        defaults.put("clickhouse.url", null);
        defaults.put("clickhouse.user", "cdc_writer");
        defaults.put("clickhouse.password", "");
        defaults.put("clickhouse.password-file", "");
        defaults.put("clickhouse.database", "hot");
        defaults.put("clickhouse.compress", "false");
        defaults.put("clickhouse.sync", "checkpoint");
        defaults.put("sink.max-batch-rows", "200000");
        defaults.put("sink.max-batch-bytes", "33554432");
        defaults.put("sink.max-batch-age", "200ms");
        defaults.put("sink.max-in-flight", "2");
        defaults.put("shuffle.linger", "10ms");
        defaults.put("latest.store", "auto");
        defaults.put("tables", "tables.yaml");
        return defaults;
    }

    private void readFile(Path file) throws IOException {
        try {
            Object root = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
            if (root instanceof Map<?, ?> map) {
                flatten("", map);
            } else if (root != null) {
                problems.add(file + ": is not a mapping of settings");
            }
        } catch (YamlEngineException e) {
            problems.add(file + ": not valid YAML: " + e.getMessage());
        }
        for (String key : values.keySet()) {
            if (!DEFAULTS.containsKey(key)
                    && !key.startsWith(KAFKA_PROPERTIES)
                    && !key.startsWith(REGISTRY_PROPERTIES)) {
                Set<String> known = new TreeSet<>(DEFAULTS.keySet());
                problems.add(file + ": unknown key '" + key + "'" + Suggestion.of(key, known));
            }
        }
    }

    private void flatten(String prefix, Map<?, ?> map) {
        map.forEach((key, value) -> {
            if (value instanceof Map<?, ?> nested) {
                flatten(prefix + key + ".", nested);
            } else {
                values.put(prefix + key, String.valueOf(value));
            }
        });
    }

    private JobConfig build() throws IOException {
        JobConfig.Kafka kafka = new JobConfig.Kafka(
                text("kafka.bootstrap"),
                text("kafka.group"),
                text("kafka.dead-letter-topic"),
                duration("kafka.partition-discovery"),
                choice("kafka.start-from", JobConfig.StartFrom.class),
                withPrefix(KAFKA_PROPERTIES));
        JobConfig.Registry registry =
                new JobConfig.Registry(text("schema-registry.url"), withPrefix(REGISTRY_PROPERTIES));
        JobConfig.ClickHouse clickHouse = new JobConfig.ClickHouse(
                text("clickhouse.url"),
                text("clickhouse.user"),
                password(),
                text("clickhouse.database"),
                flag("clickhouse.compress"),
                choice("clickhouse.sync", JobConfig.Sync.class));
        JobConfig.Sink sink = new JobConfig.Sink(
                positive("sink.max-batch-rows"),
                positive("sink.max-batch-bytes"),
                duration("sink.max-batch-age"),
                positive("sink.max-in-flight"));
        Duration linger = duration("shuffle.linger");
        JobConfig.LatestStore store = choice("latest.store", JobConfig.LatestStore.class);
        return new JobConfig(kafka, registry, clickHouse, sink, tables(), linger, store);
    }

    private TablesConfig tables() throws IOException {
        Path file = Path.of(text("tables"));
        if (!Files.isReadable(file)) {
            problems.add("tables: cannot read " + file.toAbsolutePath()
                    + "; set 'tables' or ISOTHERM_TABLES to the path of tables.yaml");
            return null;
        }
        try {
            return TablesConfig.load(file);
        } catch (ConfigException e) {
            e.problems().forEach(problem -> problems.add(file + ": " + problem));
            return null;
        }
    }

    private Secret password() throws IOException {
        String file = text("clickhouse.password-file");
        if (file.isEmpty()) {
            return new Secret(text("clickhouse.password"));
        }
        if (!Files.isReadable(Path.of(file))) {
            problems.add("clickhouse.password-file: cannot read " + file);
            return new Secret("");
        }
        return new Secret(Files.readString(Path.of(file)).strip());
    }

    /** The environment variable that wins over {@code key} in the file. */
    public static String variable(String key) {
        return ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Keys to which the environment gives another value than the file; a cluster's environment is easily forgotten. */
    static Set<String> replaced(Map<String, String> file, Map<String, String> environment) {
        Set<String> keys = new TreeSet<>();
        file.forEach((key, value) -> {
            if (!environment.getOrDefault(variable(key), value).equals(value)) {
                keys.add(key);
            }
        });
        return keys;
    }

    private String text(String key) {
        String value = environment.get(variable(key));
        if (value == null) {
            value = values.getOrDefault(key, DEFAULTS.get(key));
        }
        if (value == null) {
            problems.add(key + ": is not set; give it in the --config file or as " + variable(key));
            return "";
        }
        return value;
    }

    /** A word other than true and false is a mistake: read as false, a "yes" would turn off what it asks for. */
    private boolean flag(String key) {
        String value = text(key);
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            problems.add(key + ": '" + value + "' is neither true nor false");
        }
        return Boolean.parseBoolean(value);
    }

    private int positive(String key) {
        try {
            int value = Integer.parseInt(text(key));
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below with the same words as a number out of range
        }
        problems.add(key + ": '" + text(key) + "' is not a positive whole number");
        return 1;
    }

    private Duration duration(String key) {
        String value = text(key);
        try {
            if (value.endsWith("ms")) {
                return Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)));
            }
            if (value.endsWith("s")) {
                return Duration.ofSeconds(Long.parseLong(value.substring(0, value.length() - 1)));
            }
        } catch (NumberFormatException e) {
            // reported below with the same words as a missing unit
        }
        problems.add(key + ": '" + value + "' is not a duration such as 200ms or 5s");
        return Duration.ZERO;
    }

    private <E extends Enum<E>> E choice(String key, Class<E> type) {
        String value = text(key);
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            names.add(constant.name().toLowerCase(Locale.ROOT));
            if (constant.name().equalsIgnoreCase(value)) {
                return constant;
            }
        }
        problems.add(key + ": '" + value + "' is not one of " + String.join(", ", names));
        return type.getEnumConstants()[0];
    }

    private Map<String, String> withPrefix(String prefix) {
        Map<String, String> properties = new HashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                properties.put(key.substring(prefix.length()), value);
            }
        });
        return properties;
    }
}
