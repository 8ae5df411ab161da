package io.isotherm.cli.watch;

import com.clickhouse.client.api.query.GenericRecord;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.cli.connection.AdminStatements;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.deadletter.LetterHours;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a watch keeps in {@code ops}: how far it is, and what it has found. */
final class WatchStore {
    static final String OPEN = "open";
    static final String UNHEALED = "unhealed";
    static final String CLOSED = "closed";

    /** Stands for all tables of a source. */
    static final String ALL_TABLES = "";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private static final String EXISTS = "SELECT count() = 4 AS found FROM system.tables WHERE database = 'ops'"
            + " AND (name LIKE 'watch\\_%' OR name = 'dead_letters')";

    private static final String PROGRESS = """
            SELECT table, key_column, next_from, toUnixTimestamp64Milli(round_began) AS began,
                toUnixTimestamp64Milli(round_ended) AS ended
            FROM ops.watch_ranges FINAL WHERE source = {source:String}""";

    private static final String EQUAL_RANGES = """
            SELECT from_key, until_key, mark FROM ops.watch_equal FINAL
            WHERE source = {source:String} AND table = {table:String} AND key_column = {column:String}""";

    private static final String FINDINGS = """
            SELECT table, key, kind, columns, state, toUnixTimestamp64Milli(seen_at) AS seen
            FROM ops.watch_findings FINAL WHERE source = {source:String} AND state != 'closed'""";

    private final AdminStatements clickHouse;

    WatchStore(Connections connections) {
        clickHouse = new AdminStatements(
                connections,
                "ClickHouse does not tell or keep what the watch has found",
                "see ./isotherm status and ./isotherm logs clickhouse; ./isotherm up starts what does not run");
    }

    /** How far a table is. */
    record Progress(String column, String nextFrom, Instant began, Instant ended) {
        static final Progress NONE = new Progress("", "", Instant.EPOCH, Instant.EPOCH);
    }

    /** A finding that is not closed. */
    record Known(String table, Finding finding, String state, Instant seen) {}

    /**
     * A range that was shown to be equal.
     *
     * @param mark what it was then
     */
    record EqualRange(String until, String mark) {}

    boolean exists() {
        return clickHouse.query(EXISTS).get(0).getBoolean("found");
    }

    /** By {@code schema.table}. */
    Map<String, Progress> progress(String source) {
        Map<String, Progress> progress = new HashMap<>();
        for (GenericRecord row : clickHouse.query(PROGRESS, Map.of("source", source))) {
            progress.put(
                    row.getString("table"),
                    new Progress(
                            row.getString("key_column"),
                            row.getString("next_from"),
                            Instant.ofEpochMilli(row.getLong("began")),
                            Instant.ofEpochMilli(row.getLong("ended"))));
        }
        return progress;
    }

    void save(String source, String table, Progress progress) {
        ObjectNode row = row(source, table);
        row.put("key_column", progress.column()).put("next_from", progress.nextFrom());
        row.put("round_began", text(progress.began()));
        row.put("round_ended", text(progress.ended()));
        clickHouse.insert("ops", "watch_ranges", List.of(row));
    }

    /** By where the range begins. */
    Map<String, EqualRange> equalRanges(String source, String table, String column) {
        Map<String, EqualRange> ranges = new HashMap<>();
        for (GenericRecord row :
                clickHouse.query(EQUAL_RANGES, Map.of("source", source, "table", table, "column", column))) {
            ranges.put(row.getString("from_key"), new EqualRange(row.getString("until_key"), row.getString("mark")));
        }
        return ranges;
    }

    void save(String source, String table, String column, String from, EqualRange range) {
        ObjectNode row = row(source, table).put("key_column", column);
        row.put("from_key", from).put("until_key", range.until()).put("mark", range.mark());
        clickHouse.insert("ops", "watch_equal", List.of(row));
    }

    /** Those that are not closed. */
    List<Known> findings(String source) {
        List<Known> findings = new ArrayList<>();
        for (GenericRecord row : clickHouse.query(FINDINGS, Map.of("source", source))) {
            findings.add(new Known(
                    row.getString("table"),
                    new Finding(row.getString("key"), row.getString("kind"), List.of(row.getStringArray("columns"))),
                    row.getString("state"),
                    Instant.ofEpochMilli(row.getLong("seen"))));
        }
        return findings;
    }

    void save(String source, String table, Collection<Finding> findings, String state, Instant seen) {
        List<ObjectNode> rows = new ArrayList<>();
        for (Finding finding : findings) {
            ObjectNode row = row(source, table);
            row.put("key", finding.key()).put("kind", finding.kind()).put("state", state);
            finding.columns().forEach(row.putArray("columns")::add);
            row.put("seen_at", text(seen));
            rows.add(row);
        }
        if (!rows.isEmpty()) {
            clickHouse.insert("ops", "watch_findings", rows);
        }
    }

    /** @param letters how many were written in each hour */
    void save(Map<LetterHours.Hour, Long> letters) {
        List<ObjectNode> rows = new ArrayList<>();
        letters.forEach((hour, count) ->
                rows.add(row(hour.table().database(), hour.table().qualifiedName())
                        .put("hour", hour.beginning().getEpochSecond())
                        .put("letters", count)));
        if (!rows.isEmpty()) {
            clickHouse.insert("ops", "dead_letters", rows);
        }
    }

    private static ObjectNode row(String source, String table) {
        return JSON.createObjectNode().put("source", source).put("table", table);
    }

    private static String text(Instant moment) {
        return TIME.format(moment);
    }
}
