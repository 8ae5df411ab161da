package io.isotherm.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * A table as Kafka would have it, kept by tasks of a connector one after the other. Each ends between any two records,
 * as in a crash, and the next begins with the offset of the last record that was kept.
 */
final class RunningTask {
    /** As {@code ./isotherm apply} fills it in. */
    private static final String TYPES_WITH_OWN_FORM =
            "bool,int2,int4,int8,oid,float4,float8,numeric,money,bpchar,varchar,text,"
                    + "citext,xml,uuid,json,jsonb,bytea,date,timestamp,timestamptz,time,timetz,interval,bit,inet,cidr,macaddr,macaddr8";

    private static final Duration TIME_LIMIT = Duration.ofMinutes(3);

    private final SourceDatabase database;
    private final String name;
    private final Function<Struct, String> text;
    private final Map<Long, String> rows = new TreeMap<>();
    private final Map<Long, Long> versions = new HashMap<>();
    private Map<String, Object> offset;
    private int restarts;
    private final Map<String, String> more = new HashMap<>();

    /** @param name of the table, of its publication and of its slot */
    RunningTask(SourceDatabase database, String name) {
        this(database, name, row -> row.getString("value"));
    }

    /** @param text of a row, by which two of the same key differ */
    RunningTask(SourceDatabase database, String name, Function<Struct, String> text) {
        this.database = database;
        this.name = name;
        this.text = text;
    }

    /** The table as the job would have it: a change that lies before one it has already is stale. */
    Map<Long, String> rows() {
        return rows;
    }

    Map<String, Object> offset() {
        return offset;
    }

    /** How often a task that ran has started itself anew. */
    int restarts() {
        return restarts;
    }

    /** Runs a task until enough changes of the table were kept; what it has sent beyond is lost. */
    void keep(int changes) throws InterruptedException {
        int[] left = {changes};
        run(record -> left[0] -= isChange(record) ? 1 : 0, () -> left[0] == 0);
    }

    /** Runs a task until the condition holds. */
    void keepUntil(BooleanSupplier enough) throws InterruptedException {
        run(record -> {}, enough);
    }

    private void run(Consumer<SourceRecord> kept, BooleanSupplier enough) throws InterruptedException {
        SourceTask task = new PostgresSourceTask();
        task.initialize(new Context());
        task.start(settings());
        try {
            long deadline = System.nanoTime() + TIME_LIMIT.toNanos();
            while (!enough.getAsBoolean()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(
                            "not enough within TIME_LIMIT: " + rows.size() + " rows, offset " + offset);
                }
                for (SourceRecord record : poll(task)) {
                    keep(record);
                    kept.accept(record);
                    if (enough.getAsBoolean()) {
                        return;
                    }
                }
                task.commit();
            }
        } finally {
            task.stop();
        }
    }

    /** As Connect's worker does: after an error that may pass it asks again, and the task starts itself anew. */
    private List<SourceRecord> poll(SourceTask task) throws InterruptedException {
        try {
            List<SourceRecord> records = task.poll();
            return records == null ? List.of() : records;
        } catch (RetriableException e) {
            restarts++;
            e.printStackTrace();
            return List.of();
        }
    }

    @SuppressWarnings("unchecked")
    private void keep(SourceRecord record) {
        offset = (Map<String, Object>) record.sourceOffset();
        if (isChange(record)) {
            Struct envelope = (Struct) record.value();
            Struct after = envelope.getStruct("after");
            long id = (after == null ? envelope.getStruct("before") : after).getInt64("id");
            long version = versionOf(envelope.getStruct("source"));
            if (versions.getOrDefault(id, 0L) <= version) {
                versions.put(id, version);
                rows.compute(id, (key, value) -> after == null ? null : text.apply(after));
            }
        }
    }

    /** Rows of an incremental snapshot have no position but that of the last change before them. */
    private static long versionOf(Struct source) {
        Long lsn = source.getInt64("lsn");
        String sequence = source.getString("sequence");
        return lsn != null ? lsn : Long.parseLong(sequence.replaceAll(".*\"(\\d+)\"]", "$1"));
    }

    /** From the next start on. */
    void set(String setting, String value) {
        more.put(setting, value);
    }

    /** As {@code ./isotherm apply} does for a table that is new. */
    void requestRead() {
        requestRead(name);
    }

    void requestRead(String... tables) {
        rows.clear();
        versions.clear();
        offset = new HashMap<>(offset);
        offset.put(
                "incremental_snapshot_collections",
                Arrays.stream(tables)
                        .map(table -> "{\"incremental_snapshot_collections_id\":\"public." + table
                                + "\",\"incremental_snapshot_collections_additional_condition\":\"\","
                                + "\"incremental_snapshot_collections_surrogate_key\":\"\"}")
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private boolean isChange(SourceRecord record) {
        if (record.topic().endsWith(".message") && record.key().toString().contains("isotherm.heartbeat")) {
            throw new AssertionError("the connector's own message is nobody's record: " + record);
        }
        return record.value() != null && record.topic().equals(name + ".public." + name);
    }

    /** What keeps the slot moving, and how values are read, is as in the connectors of all sources, only faster. */
    Map<String, String> settings() {
        JsonNode demo = demo();
        Map<String, String> settings = new HashMap<>(settings(demo));
        demo.properties().stream()
                .filter(
                        setting -> setting.getKey()
                                .matches(
                                        "(converters|source[A-Z]\\w+|driver|column\\.propagate|post\\.processors|movedRows|binary\\.handling\\.mode)\\b.*"))
                .forEach(setting ->
                        settings.put(setting.getKey(), setting.getValue().asText()));
        settings.put("sourceTexts.except", TYPES_WITH_OWN_FORM);
        settings.putAll(more);
        return settings;
    }

    private Map<String, String> settings(JsonNode demo) {
        return Map.ofEntries(
                Map.entry(
                        "heartbeat.action.query",
                        demo.get("heartbeat.action.query").asText()),
                Map.entry(
                        "message.prefix.exclude.list",
                        demo.get("message.prefix.exclude.list").asText()),
                Map.entry("time.precision.mode", demo.get("time.precision.mode").asText()),
                Map.entry("read.only", "true"),
                Map.entry("signal.enabled.channels", "jmx"),
                Map.entry("incremental.snapshot.chunk.size", "256"),
                Map.entry("name", name),
                Map.entry("connector.class", PostgresSourceConnector.class.getName()),
                Map.entry("topic.prefix", name),
                Map.entry("database.hostname", "127.0.0.1"),
                Map.entry("database.port", String.valueOf(database.port())),
                Map.entry("database.user", "postgres"),
                Map.entry("database.password", SourceDatabase.PASSWORD),
                Map.entry("database.dbname", "postgres"),
                Map.entry("plugin.name", "pgoutput"),
                Map.entry("slot.name", name),
                Map.entry("publication.name", name),
                Map.entry("publication.autocreate.mode", "disabled"),
                Map.entry("table.include.list", "public\\." + name),
                Map.entry("snapshot.mode", "initial"),
                Map.entry("poll.interval.ms", "10"),
                Map.entry("retriable.restart.connector.wait.ms", "100"),
                Map.entry("heartbeat.interval.ms", "100"));
    }

    private static JsonNode demo() {
        try {
            return new ObjectMapper()
                    .readTree(Path.of("../../connectors/source.json").toFile())
                    .get("config");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Context implements SourceTaskContext, OffsetStorageReader {
        @Override
        public Map<String, String> configs() {
            return settings();
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            return this;
        }

        @Override
        public PluginMetrics pluginMetrics() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> Map<String, Object> offset(Map<String, T> partition) {
            return offset == null ? null : new HashMap<>(offset);
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
            Map<Map<String, T>, Map<String, Object>> offsets = new HashMap<>();
            partitions.forEach(partition -> offsets.put(partition, offset(partition)));
            return offsets;
        }
    }
}
