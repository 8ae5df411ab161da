package io.isotherm.job.latest;

import io.isotherm.job.model.KeyHash;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.ColumnType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The tables and row layouts of one bucket, numbered in the order they came, so that keys and rows refer to them in two
 * bytes. Numbers are never reused. Every bucket has its own, because buckets move between subtasks independently.
 *
 * <p>Immutable: a snapshot that is being written and the running job may share one.
 */
final class StateDictionary {
    static final StateDictionary EMPTY = new StateDictionary(List.of(), List.of());

    private static final int MAX_ORDINALS = 1 << 16;

    /** Between name and number, which savepoints of earlier versions lack; Postgres has no name with it. */
    private static final char NUMBER = 0;

    private final List<String> topics;
    private final List<RowLayout> layouts;
    private final Map<String, Integer> topicOrdinals = new HashMap<>();
    private final Map<RowLayout, Integer> layoutOrdinals = new HashMap<>();
    private final int[] seeds;

    StateDictionary(List<String> topics, List<RowLayout> layouts) {
        this.topics = List.copyOf(topics);
        this.layouts = List.copyOf(layouts);
        if (topics.size() > MAX_ORDINALS || layouts.size() > MAX_ORDINALS) {
            throw new IllegalStateException("the latest state numbers at most " + MAX_ORDINALS
                    + " tables and row layouts, and one bucket has " + topics.size() + " and " + layouts.size()
                    + "; replicate the tables with several jobs");
        }
        for (String topic : topics) {
            topicOrdinals.put(topic, topicOrdinals.size());
        }
        for (RowLayout layout : layouts) {
            layoutOrdinals.put(layout, layoutOrdinals.size());
        }
        seeds = topics.stream().mapToInt(KeyHash::seed).toArray();
    }

    /** Ordinal of the topic, or -1. */
    int topic(String topic) {
        return topicOrdinals.getOrDefault(topic, -1);
    }

    /** Ordinal of the layout, or -1. */
    int layout(RowLayout layout) {
        return layoutOrdinals.getOrDefault(layout, -1);
    }

    RowLayout layoutAt(int ordinal) {
        return layouts.get(ordinal);
    }

    /** {@link KeyHash#seed} of the topic with this ordinal. */
    int seedAt(int topicOrdinal) {
        return seeds[topicOrdinal];
    }

    StateDictionary with(String topic) {
        List<String> more = new ArrayList<>(topics);
        more.add(topic);
        return new StateDictionary(more, layouts);
    }

    StateDictionary with(RowLayout layout) {
        List<RowLayout> more = new ArrayList<>(layouts);
        more.add(layout);
        return new StateDictionary(topics, more);
    }

    void write(DataOutputView target) throws IOException {
        target.writeInt(topics.size());
        for (String topic : topics) {
            target.writeUTF(topic);
        }
        target.writeInt(layouts.size());
        for (RowLayout layout : layouts) {
            target.writeInt(layout.columns().size());
            for (Column column : layout.columns()) {
                target.writeUTF(column.number() == 0 ? column.name() : column.name() + NUMBER + column.number());
                target.writeUTF(column.type().name());
                target.writeInt(column.type().width());
                target.writeBoolean(column.nullable());
            }
        }
    }

    static StateDictionary read(DataInputView source) throws IOException {
        List<String> topics = new ArrayList<>();
        for (int i = source.readInt(); i > 0; i--) {
            topics.add(source.readUTF());
        }
        List<RowLayout> layouts = new ArrayList<>();
        for (int i = source.readInt(); i > 0; i--) {
            List<Column> columns = new ArrayList<>();
            for (int c = source.readInt(); c > 0; c--) {
                columns.add(readColumn(source));
            }
            layouts.add(new RowLayout(columns));
        }
        return new StateDictionary(topics, layouts);
    }

    private static Column readColumn(DataInputView source) throws IOException {
        // interned: 128 buckets name the same columns
        String numbered = source.readUTF();
        int end = numbered.lastIndexOf(NUMBER);
        String name = (end < 0 ? numbered : numbered.substring(0, end)).intern();
        int number = end < 0 ? 0 : Integer.parseInt(numbered.substring(end + 1));
        String type = source.readUTF().intern();
        int width = source.readInt();
        Column.Origin origin = new Column.Origin(number, false);
        return new Column(name, new ColumnType(type, width), source.readBoolean(), null, false, origin);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateDictionary that && topics.equals(that.topics) && layouts.equals(that.layouts);
    }

    @Override
    public int hashCode() {
        return topics.hashCode();
    }
}
