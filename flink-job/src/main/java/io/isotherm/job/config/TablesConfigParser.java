package io.isotherm.job.config;

import io.isotherm.job.config.TableSettings.Archive;
import io.isotherm.job.config.TablesConfig.Entry;
import io.isotherm.job.table.EpochUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads {@code tables.yaml}, collecting every mistake before it gives up. */
final class TablesConfigParser {
    private static final Pattern TABLE = Pattern.compile("[^.]+\\..+", Pattern.DOTALL);
    static final List<String> KEYS = List.of(
            "partition_by",
            "partition",
            "hot_days",
            "archive",
            "history",
            "exclude",
            "hash",
            "key",
            "on_schema_change",
            "on_out_of_range",
            "on_truncate",
            "on_unsupported",
            "on_no_key",
            "sync");
    static final List<String> PARTITION_BY_KEYS = List.of("column", "unit");
    static final List<String> SYNC_KEYS = List.of("watermark", "look_back", "unit");

    static final List<String> SOURCE_KEYS = Stream.of(
                    List.of("tables", "skip"), OnTroubleParser.KEYS, RunSettingsParser.KEYS, SourceKeys.NAMES)
            .flatMap(List::stream)
            .toList();

    private final List<String> problems = new ArrayList<>();
    private final Map<String, List<TablePattern>> skipped = new LinkedHashMap<>();
    private final Map<String, RunSettings> runs = new LinkedHashMap<>();
    private final Map<String, SourceSettings> sources = new LinkedHashMap<>();

    private TablesConfigParser() {}

    static TablesConfig parse(String name, String yaml) {
        TablesConfigParser parser = new TablesConfigParser();
        Map<String, List<Entry>> entries = parser.document(yaml);
        if (!parser.problems.isEmpty()) {
            throw new ConfigException(name + " cannot be used", parser.problems);
        }
        return new TablesConfig(entries, parser.skipped, parser.runs, parser.sources);
    }

    private Map<String, List<Entry>> document(String yaml) {
        Map<String, List<Entry>> entries = new LinkedHashMap<>();
        Object root;
        try {
            root = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        } catch (YamlEngineException e) {
            problems.add("not valid YAML: " + e.getMessage());
            return entries;
        }
        Map<?, ?> document = map("the file", root);
        unknownKeys("the file", document, List.of("sources"));
        Map<?, ?> listed = map("sources", document.get("sources"));
        if (listed.isEmpty() && problems.isEmpty()) {
            problems.add("sources: names no database; add one, for example 'sources: {shop: {tables: [public.*]}}'");
        }
        listed.forEach((database, source) -> {
            String name = String.valueOf(database);
            String path = "sources." + name;
            Map<?, ?> settings = map(path, source);
            unknownKeys(path, settings, SOURCE_KEYS);
            SourceSettings how = SourceKeys.read(path, name, settings, problems);
            sources.put(name, how);
            runs.put(name, new RunSettingsParser(path, settings, how.isBatch(), problems).parse());
            OnTrouble onTrouble = new OnTroubleParser(path, settings, problems).parse(OnTrouble.DEFAULTS);
            entries.put(name, tables(path + ".tables", settings.get("tables"), onTrouble));
            skipped.put(name, skipped(path + ".skip", settings.get("skip")));
        });
        return entries;
    }

    private List<TablePattern> skipped(String path, Object value) {
        List<TablePattern> patterns = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> patterns.add(pattern(path, String.valueOf(item))));
        } else if (value != null) {
            problems.add(path + ": '" + value + "' is not a list of tables such as [public.schema_version, audit.*]");
        }
        return patterns;
    }

    private TablePattern pattern(String path, String text) {
        if (!TABLE.matcher(text).matches()) {
            problems.add(path + "." + text + ": is not schema.table; write for example public." + text);
        }
        return new TablePattern(text);
    }

    private List<Entry> tables(String path, Object value, OnTrouble onTrouble) {
        List<Entry> entries = new ArrayList<>();
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            problems.add(path + ": needs a list of tables such as '- public.orders' or '- public.*'");
            return entries;
        }
        Set<String> seen = new LinkedHashSet<>();
        for (Object item : list) {
            if (item instanceof Map<?, ?> map && map.size() == 1) {
                Map.Entry<?, ?> only = map.entrySet().iterator().next();
                entries.add(entry(path, String.valueOf(only.getKey()), only.getValue(), seen, onTrouble));
            } else if (item instanceof String pattern) {
                entries.add(entry(path, pattern, Map.of(), seen, onTrouble));
            } else {
                problems.add(path + ": '" + item + "' is neither a table nor 'table: {settings}'");
            }
        }
        return entries;
    }

    /** @param onTrouble what the source says */
    private Entry entry(String path, String pattern, Object value, Set<String> seen, OnTrouble onTrouble) {
        String at = path + "." + pattern;
        if (!seen.add(pattern)) {
            problems.add(at + ": is listed twice; keep one entry");
        }
        Map<?, ?> keys = map(at, value);
        unknownKeys(at, keys, KEYS);
        TableSettings defaults = TableSettings.DEFAULTS;
        PartitionBy partitionBy = partitionBy(at + ".partition_by", keys.get("partition_by"));
        boolean history = flag(at, keys, "history");
        boolean hasDays = partitionBy != null || history;
        Archive archive = choice(at, keys, "archive", hasDays ? Archive.MOVE : Archive.NONE);
        if (archive == Archive.MOVE && !hasDays) {
            problems.add(at + ".archive: 'move' needs partition_by, an immutable column that says the day, or history");
        }
        Set<String> exclude = columns(at, keys, "exclude");
        Set<String> hash = columns(at, keys, "hash");
        String day = partitionBy == null ? null : partitionBy.column();
        if (exclude.contains(day) || hash.contains(day)) {
            problems.add(at + ".partition_by: '" + day + "' cannot be excluded or hashed as well");
        }
        hash.stream()
                .filter(exclude::contains)
                .forEach(column -> problems.add(at + ".hash: '" + column + "' is excluded as well; choose one"));
        return new Entry(
                pattern(path, pattern),
                new TableSettings(
                        partitionBy,
                        choice(at, keys, "partition", defaults.partition()),
                        number(at, keys, "hot_days", defaults.hotDays()),
                        archive,
                        history,
                        exclude,
                        hash,
                        key(at, keys),
                        choice(at, keys, "on_schema_change", defaults.onSchemaChange()),
                        choice(at, keys, "on_out_of_range", defaults.onOutOfRange()),
                        choice(at, keys, "on_truncate", defaults.onTruncate()),
                        new OnTroubleParser(at, keys, problems).parse(onTrouble)),
                keys.get("sync") == null ? null : sync(at + ".sync", keys.get("sync"), exclude, hash));
    }

    private List<String> key(String at, Map<?, ?> keys) {
        List<String> key = List.copyOf(columns(at, keys, "key"));
        if (key.isEmpty() && keys.get("key") instanceof List<?>) {
            problems.add(at + ".key: names no column");
        }
        return key;
    }

    /** A column's name, or {@code {column: ..., unit: ...}}. */
    private PartitionBy partitionBy(String at, Object value) {
        if (value == null || value instanceof String) {
            return value == null ? null : new PartitionBy((String) value, null);
        }
        if (!(value instanceof Map<?, ?> keys)) {
            problems.add(at + ": '" + value + "' is neither a column's name nor {column: created_at, unit: ms}");
            return null;
        }
        unknownKeys(at, keys, PARTITION_BY_KEYS);
        String column = text(at, keys, "column");
        if (column == null) {
            problems.add(at + ": needs 'column', an immutable column that says the day, such as created_at");
        }
        return column == null ? null : new PartitionBy(column, unit(at, keys));
    }

    private EpochUnit unit(String at, Map<?, ?> keys) {
        return keys.get("unit") == null ? null : choice(at, keys, "unit", EpochUnit.S);
    }

    private SyncSettings sync(String at, Object value, Set<String> exclude, Set<String> hash) {
        Map<?, ?> keys = map(at, value);
        unknownKeys(at, keys, SYNC_KEYS);
        String watermark = text(at, keys, "watermark");
        if (watermark == null) {
            problems.add(at + ": needs 'watermark', a column that every change of a row raises, such as updated_at");
        } else if (exclude.contains(watermark) || hash.contains(watermark)) {
            problems.add(at + ".watermark: '" + watermark + "' cannot be excluded or hashed as well");
        }
        return new SyncSettings(
                watermark, duration(at, keys, "look_back", SyncSettings.DEFAULT_LOOK_BACK), unit(at, keys));
    }

    private Duration duration(String at, Map<?, ?> keys, String key, Duration byDefault) {
        Object value = keys.get(key);
        if (value == null) {
            return byDefault;
        }
        Optional<Duration> duration = Durations.parse(String.valueOf(value));
        if (duration.isEmpty()) {
            problems.add(at + "." + key + ": '" + value + "' is not a time such as 30s, 15m, 2h or 1d");
        }
        return duration.orElse(byDefault);
    }

    private Map<?, ?> map(String path, Object value) {
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        problems.add(path + ": is not a mapping");
        return Map.of();
    }

    private void unknownKeys(String path, Map<?, ?> map, List<String> known) {
        for (Object key : map.keySet()) {
            if (!known.contains(String.valueOf(key))) {
                problems.add(path + ": unknown key '" + key + "'" + Suggestion.of(String.valueOf(key), known));
            }
        }
    }

    private String text(String at, Map<?, ?> keys, String key) {
        Object value = keys.get(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        problems.add(at + "." + key + ": '" + value + "' is not a column name");
        return null;
    }

    private int number(String at, Map<?, ?> keys, String key, int byDefault) {
        Object value = keys.get(key);
        if (value == null) {
            return byDefault;
        }
        if (value instanceof Integer number && number >= 0) {
            return number;
        }
        problems.add(at + "." + key + ": '" + value + "' is not a whole number of days");
        return byDefault;
    }

    private boolean flag(String at, Map<?, ?> keys, String key) {
        Object value = keys.get(key);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        problems.add(at + "." + key + ": '" + value + "' is neither true nor false");
        return false;
    }

    private Set<String> columns(String at, Map<?, ?> keys, String key) {
        Object value = keys.get(key);
        Set<String> columns = new LinkedHashSet<>();
        if (value instanceof List<?> list) {
            list.forEach(column -> columns.add(String.valueOf(column)));
        } else if (value != null) {
            problems.add(at + "." + key + ": '" + value + "' is not a list of columns such as [id]");
        }
        return columns;
    }

    private <E extends Enum<E>> E choice(String at, Map<?, ?> keys, String key, E byDefault) {
        return Choice.of(at, keys, key, byDefault, problems);
    }
}
