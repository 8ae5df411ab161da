package io.isotherm.job.latest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * A bucket as one state entry per key, for the RocksDB backend. Only valid while the bucket's key is the operator's
 * current one.
 *
 * <p>A read or a write of RocksDB takes several microseconds, more than all else that is done for a change. So entries
 * go there only when many have gathered, and before a checkpoint, by when most were replaced by newer ones; and the
 * latest entries are kept here to be read from.
 *
 * <p>Keys and entries are new objects every time, because a heap backend would keep them.
 */
final class MapBucket implements LatestBucket {
    private static final int MAX_KEY_BYTES = 0xffff;
    /** Of each of 128 buckets: what a checkpoint has to wait for, a tenth of a second in all. */
    private static final int MAX_UNWRITTEN = 512;
    /** Bounds the bytes of wide rows that wait to be written, as a part of what is kept to be read. */
    private static final int UNWRITTEN_PER_CACHE = 4;

    private final ValueState<StateDictionary> dictionaryState;
    private final MapState<StateKey, byte[]> entries;
    private final EntryCache cache;
    /** What the backend does not have yet. */
    private final UnwrittenEntries unwritten = new UnwrittenEntries();

    private final long maxUnwrittenBytes;
    /** Entries that were replaced by newer ones included. */
    private long unwrittenBytes;

    private final StoredEntry found = new StoredEntry();
    private StateDictionary dictionary;
    private StateKey current;
    private int hash;

    /** @param cacheBytes of entries to keep in memory */
    MapBucket(ValueState<StateDictionary> dictionaryState, MapState<StateKey, byte[]> entries, int cacheBytes) {
        this.dictionaryState = dictionaryState;
        this.entries = entries;
        this.cache = new EntryCache(cacheBytes);
        this.maxUnwrittenBytes = cacheBytes / UNWRITTEN_PER_CACHE;
        dictionary = access("read", () -> dictionaryState.value());
        if (dictionary == null) {
            dictionary = StateDictionary.EMPTY;
        }
    }

    @Override
    public int table(String topic) {
        if (dictionary.topic(topic) < 0) {
            change(dictionary.with(topic));
        }
        return dictionary.topic(topic);
    }

    @Override
    public boolean hasTable(String topic) {
        return dictionary.topic(topic) >= 0;
    }

    @Override
    public int layout(RowLayout layout) {
        if (dictionary.layout(layout) < 0) {
            change(dictionary.with(layout));
        }
        return dictionary.layout(layout);
    }

    private void change(StateDictionary changed) {
        dictionary = changed;
        access("write", () -> {
            dictionaryState.update(changed);
            return null;
        });
    }

    @Override
    public RowLayout layoutAt(int ordinal) {
        return dictionary.layoutAt(ordinal);
    }

    @Override
    public StoredEntry find(int table, int keyHash, byte[] key, int keyStart, int keyLength) {
        if (keyLength > MAX_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a primary key of " + keyLength + " bytes is longer than " + MAX_KEY_BYTES);
        }
        current = new StateKey(table, Arrays.copyOfRange(key, keyStart, keyStart + keyLength));
        hash = keyHash;
        int cached = cache.find(hash, current);
        if (cached >= 0) {
            return found.moveTo(cache.bytes(), cached);
        }
        byte[] entry = unwritten.get(hash, current);
        if (entry == null) {
            entry = access("read", () -> entries.get(current));
            if (entry == null) {
                return null;
            }
            cache.put(hash, current, entry);
        }
        EntryFormat.length(entry, 0);
        return found.moveTo(entry, 0);
    }

    @Override
    public List<byte[]> liveKeysBelow(int table, long versionHigh, long versionLow) {
        writeBack();
        List<byte[]> keys = new ArrayList<>();
        for (Map.Entry<StateKey, byte[]> entry : access("read", entries::entries)) {
            StateKey key = entry.getKey();
            if (key.table() == table && found.moveTo(entry.getValue(), 0).isLiveBelow(versionHigh, versionLow)) {
                keys.add(key.bytes());
            }
        }
        return keys;
    }

    @Override
    public void put(NewEntry entry) {
        byte[] bytes = new byte[entry.length()];
        entry.writeTo(bytes, 0);
        cache.put(hash, current, bytes);
        unwritten.put(hash, current, bytes);
        unwrittenBytes += current.bytes().length + bytes.length;
    }

    boolean hasUnwritten() {
        return !unwritten.isEmpty();
    }

    void writeBackIfMany() {
        if (unwritten.size() >= MAX_UNWRITTEN || unwrittenBytes >= maxUnwrittenBytes) {
            writeBack();
        }
    }

    void writeBack() {
        access("write", () -> {
            entries.putAll(unwritten.inOrder());
            return null;
        });
        unwritten.clear();
        unwrittenBytes = 0;
    }

    /** A call of Flink's state, which declares {@link Exception}. */
    private interface Access<T> {
        T call() throws Exception;
    }

    private static <T> T access(String verb, Access<T> access) {
        try {
            return access.call();
        } catch (Exception e) {
            throw new FlinkRuntimeException("cannot " + verb + " the latest state: " + e.getMessage(), e);
        }
    }
}
