package io.isotherm.bench.replay;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * Copies a base of events onto new keys. Copy {@code c} of row {@code id} is row {@code id + c * idSpan}; positions
 * keep rising over the whole topic, so each row lives through the changes of its original, in the same order.
 *
 * <p>The topic runs through the base once, every event in all its copies before the next event: changes of one row lie
 * as far apart as they can, which leaves the least to coalesce.
 */
final class EventMultiplier {
    private final List<BaseEvent> base;
    private final int copies;
    private final long idSpan;
    private final long firstId;
    private final long firstLsn;

    EventMultiplier(List<BaseEvent> base, int copies) {
        this.base = base;
        this.copies = copies;
        long lastId = base.stream().mapToLong(event -> event.key().id()).max().orElseThrow();
        firstId = base.stream().mapToLong(event -> event.key().id()).min().orElseThrow();
        firstLsn = base.stream()
                .filter(event -> !event.isTombstone())
                .mapToLong(event -> event.value().lsn())
                .min()
                .orElseThrow();
        idSpan = lastId - firstId + 1;
    }

    /** As many copies as at least {@code events} need. */
    static EventMultiplier atLeast(List<BaseEvent> base, long events) {
        return new EventMultiplier(base, (int) ((events + base.size() - 1) / base.size()));
    }

    int copies() {
        return copies;
    }

    long idSpan() {
        return idSpan;
    }

    long events() {
        return (long) copies * base.size();
    }

    /** The first id that no copy uses. */
    long endId() {
        return firstId + copies * idSpan;
    }

    /**
     * Makes the records of every {@code stride}-th copy from {@code first} on, in the topic's order.
     *
     * @param records takes key and value; the value of a tombstone is null
     */
    void produce(int first, int stride, BiConsumer<byte[], byte[]> records) {
        for (BaseEvent event : base) {
            for (int copy = first; copy < copies; copy += stride) {
                produce(event, copy, records);
            }
        }
    }

    private void produce(BaseEvent event, int copy, BiConsumer<byte[], byte[]> records) {
        long id = event.key().id() + copy * idSpan;
        byte[] value = null;
        if (!event.isTombstone()) {
            value = event.value().copy(id, lsn(event, copy));
        }
        records.accept(event.key().copy(id, 0), value);
    }

    private long lsn(BaseEvent event, int copy) {
        return firstLsn + (event.value().lsn() - firstLsn) * copies + copy;
    }

    /** Inserts of rows after the last copy, which tell when everything before them has arrived. */
    void produceMarks(int count, BiConsumer<byte[], byte[]> records) {
        BaseEvent last = base.stream()
                .filter(event -> !event.isTombstone())
                .reduce((left, right) -> right)
                .orElseThrow();
        BaseEvent insert = base.get(0);
        for (int mark = 0; mark < count; mark++) {
            long id = endId() + mark;
            records.accept(insert.key().copy(id, 0), insert.value().copy(id, lsn(last, copies) + mark));
        }
    }
}
