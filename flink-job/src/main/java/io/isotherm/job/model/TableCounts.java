package io.isotherm.job.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many records of each table went which way, since the counts were last handed on. The sums of all subtasks over
 * one checkpoint must balance: {@code CONSUMED + DERIVED = WRITTEN + SUPERSEDED + STALE + IGNORED + DEAD_LETTERED}, and
 * for a table with history, which is given what the hot table is given:
 * {@code WRITTEN + SUPERSEDED + REFUSED = HISTORY_WRITTEN + HISTORY_REFUSED + HISTORY_OMITTED}.
 *
 * <p>Not thread-safe.
 */
public final class TableCounts {

    /** Where a record went. */
    public enum Kind {
        /** Read from Kafka. */
        CONSUMED,
        /** Made by the job itself: the tombstone that a row leaves in its old partition. */
        DERIVED,
        /** Acknowledged by ClickHouse. */
        WRITTEN,
        /** Replaced by a newer change of the same key before it was sent. */
        SUPERSEDED,
        /** Not newer than what the key's state holds: a replay or a repeated delivery. */
        STALE,
        /** Carries no row: Kafka tombstones and truncates. */
        IGNORED,
        DEAD_LETTERED,
        /** Of the dead letters, those that came as far as the hot table. */
        REFUSED,
        /** Acknowledged by ClickHouse for the table's history. */
        HISTORY_WRITTEN,
        /** Refused by ClickHouse for the table's history; a dead letter of its own. */
        HISTORY_REFUSED,
        /** No change of the source, so that the history does without: the tombstone of a row that has moved. */
        HISTORY_OMITTED
    }

    static final int KINDS = Kind.values().length;

    private final Map<String, long[]> byTopic;

    public TableCounts() {
        this(new HashMap<>());
    }

    TableCounts(Map<String, long[]> byTopic) {
        this.byTopic = byTopic;
    }

    public void add(String topic, Kind kind, long count) {
        of(topic)[kind.ordinal()] += count;
    }

    public void addAll(TableCounts other) {
        other.byTopic.forEach((topic, counts) -> {
            long[] mine = of(topic);
            for (int i = 0; i < KINDS; i++) {
                mine[i] += counts[i];
            }
        });
    }

    public long get(String topic, Kind kind) {
        long[] counts = byTopic.get(topic);
        return counts == null ? 0 : counts[kind.ordinal()];
    }

    public boolean isEmpty() {
        return byTopic.isEmpty();
    }

    /** Topics that have counts, with one slot per {@link Kind}; the map is live. */
    public Map<String, long[]> byTopic() {
        return byTopic;
    }

    /** The slots of a topic, for hot paths that add to one table many times; valid until the counts are handed on. */
    public long[] of(String topic) {
        return byTopic.computeIfAbsent(topic, t -> new long[KINDS]);
    }

    /** Surplus of records that came in over those accounted for; 0 when nothing is lost. */
    public static long imbalance(long[] counts) {
        return sum(counts, Kind.CONSUMED, Kind.DERIVED)
                - sum(counts, Kind.WRITTEN, Kind.SUPERSEDED, Kind.STALE, Kind.IGNORED, Kind.DEAD_LETTERED);
    }

    /** Surplus of rows that the hot table was given over those that the history was; 0 when nothing is lost. */
    public static long historyImbalance(long[] counts) {
        return sum(counts, Kind.WRITTEN, Kind.SUPERSEDED, Kind.REFUSED)
                - sum(counts, Kind.HISTORY_WRITTEN, Kind.HISTORY_REFUSED, Kind.HISTORY_OMITTED);
    }

    private static long sum(long[] counts, Kind... kinds) {
        return Arrays.stream(kinds).mapToLong(kind -> counts[kind.ordinal()]).sum();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(byTopic).forEach((topic, counts) -> {
            text.append(topic).append('{');
            for (Kind kind : Kind.values()) {
                if (counts[kind.ordinal()] != 0) {
                    text.append(kind).append('=').append(counts[kind.ordinal()]).append(' ');
                }
            }
            text.append("} ");
        });
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof TableCounts that) || !byTopic.keySet().equals(that.byTopic.keySet())) {
            return false;
        }
        return byTopic.entrySet().stream()
                .allMatch(entry -> Arrays.equals(entry.getValue(), that.byTopic.get(entry.getKey())));
    }

    @Override
    public int hashCode() {
        return byTopic.keySet().hashCode();
    }
}
