package io.isotherm.job.latest;

import io.isotherm.job.model.KeyHash;
import io.isotherm.job.model.RowFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A bucket as one state value: an index and a paged arena for all tables' keys, a handful of objects in all. Meant for
 * the heap backend.
 *
 * <p>Keys are compared in full. An entry whose length stays the same is overwritten in place; another one is appended,
 * and a page that is half garbage is emptied into the others, so memory is at most twice the live records and no pause
 * is longer than copying a page.
 *
 * <p>Format in savepoints, final from the first release: a byte with the format's number, the {@link StateDictionary},
 * the number of records, then chunks of an int length and that many bytes of records, ended by a length of 0. The index
 * is not stored. A chunk is a page without its garbage, so there is no limit to the whole, and restoring reads pages as
 * they are.
 */
final class ArenaBucket implements LatestBucket {
    private static final int FORMAT = 1;
    private static final int MAX_KEY_BYTES = 0xffff;

    private StateDictionary dictionary;
    private final Arena arena;
    private ArenaIndex index;
    private int deleted;

    /** Keeps the compiler from dropping the reads of {@link #expect}. */
    private int touched;

    // what the last find() was about
    private final StoredEntry found = new StoredEntry();
    private int slot;
    private int ref;
    private boolean isFound;
    private int hash;
    private int header;
    private byte[] key;
    private int keyStart;
    private int keyLength;

    ArenaBucket() {
        this(StateDictionary.EMPTY, new Arena(), new ArenaIndex(0));
    }

    private ArenaBucket(StateDictionary dictionary, Arena arena, ArenaIndex index) {
        this.dictionary = dictionary;
        this.arena = arena;
        this.index = index;
    }

    /** A bucket with the same content that changes independently; pages are copied when one of the two writes. */
    ArenaBucket copy() {
        ArenaBucket copy = new ArenaBucket(dictionary, arena.share(), index.share());
        copy.deleted = deleted;
        return copy;
    }

    @Override
    public int table(String topic) {
        int ordinal = dictionary.topic(topic);
        if (ordinal < 0) {
            dictionary = dictionary.with(topic);
            ordinal = dictionary.topic(topic);
        }
        return ordinal;
    }

    @Override
    public boolean hasTable(String topic) {
        return dictionary.topic(topic) >= 0;
    }

    @Override
    public int layout(RowLayout layout) {
        int ordinal = dictionary.layout(layout);
        if (ordinal < 0) {
            dictionary = dictionary.with(layout);
            ordinal = dictionary.layout(layout);
        }
        return ordinal;
    }

    @Override
    public RowLayout layoutAt(int ordinal) {
        return dictionary.layoutAt(ordinal);
    }

    @Override
    public void expect(int[] keyHashes, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (int) index.at(index.firstSlot(keyHashes[i]));
        }
        for (int i = 0; i < count; i++) {
            long content = index.at(index.firstSlot(keyHashes[i]));
            if (content != 0) {
                int candidate = ArenaIndex.refOf(content);
                sum += arena.page(candidate)[candidate & Arena.OFFSET_MASK];
            }
        }
        touched = sum;
    }

    @Override
    public StoredEntry find(int table, int keyHash, byte[] keyBytes, int start, int length) {
        if (length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException("a primary key of " + length + " bytes is longer than " + MAX_KEY_BYTES);
        }
        hash = keyHash;
        header = length << 16 | table;
        key = keyBytes;
        keyStart = start;
        keyLength = length;
        isFound = false;
        slot = index.firstSlot(keyHash);
        for (long content = index.at(slot); content != 0; content = index.at(slot)) {
            if (ArenaIndex.hashOf(content) == keyHash && holdsKey(ArenaIndex.refOf(content))) {
                isFound = true;
                ref = ArenaIndex.refOf(content);
                return found.moveTo(arena.page(ref), (ref & Arena.OFFSET_MASK) + ArenaRecord.HEADER_BYTES + length);
            }
            slot = index.nextSlot(slot);
        }
        return null;
    }

    private boolean holdsKey(int candidate) {
        byte[] page = arena.page(candidate);
        int at = candidate & Arena.OFFSET_MASK;
        int from = at + ArenaRecord.HEADER_BYTES;
        return RowFormat.getInt(page, at) == header
                && Arrays.equals(page, from, from + keyLength, key, keyStart, keyStart + keyLength);
    }

    @Override
    public List<byte[]> liveKeysBelow(int table, long versionHigh, long versionLow) {
        List<byte[]> keys = new ArrayList<>();
        index.forEach(candidate -> {
            byte[] page = arena.page(candidate);
            int at = candidate & Arena.OFFSET_MASK;
            StoredEntry entry = found.moveTo(page, ArenaRecord.entryOf(page, at));
            if (ArenaRecord.tableOf(page, at) == table && entry.isLiveBelow(versionHigh, versionLow)) {
                keys.add(ArenaRecord.keyOf(page, at));
            }
        });
        return keys;
    }

    @Override
    public void put(NewEntry entry) {
        if (!isFound) {
            int added = append(entry);
            index.add(slot, hash, added);
            deleted += entry.isDeleted() ? 1 : 0;
            return;
        }
        deleted += (entry.isDeleted() ? 1 : 0) - (found.isDeleted() ? 1 : 0);
        int at = (ref & Arena.OFFSET_MASK) + ArenaRecord.HEADER_BYTES + keyLength;
        int oldLength = EntryFormat.length(arena.page(ref), at);
        if (entry.length() == oldLength) {
            entry.writeTo(arena.writable(ref), at);
            return;
        }
        int moved = append(entry);
        index.set(slot, hash, moved);
        discard(ref, at, ArenaRecord.HEADER_BYTES + keyLength + oldLength);
    }

    private int append(NewEntry entry) {
        int added = arena.append(Math.addExact(ArenaRecord.HEADER_BYTES + keyLength, entry.length()));
        byte[] page = arena.writable(added);
        int at = added & Arena.OFFSET_MASK;
        RowFormat.putInt(page, at, header);
        System.arraycopy(key, keyStart, page, at + ArenaRecord.HEADER_BYTES, keyLength);
        entry.writeTo(page, at + ArenaRecord.HEADER_BYTES + keyLength);
        return added;
    }

    private void discard(int oldRef, int entryAt, int recordLength) {
        if (!arena.isLast(oldRef, recordLength)) {
            arena.writable(oldRef)[entryAt] |= (byte) EntryFormat.DEAD;
        }
        if (arena.discard(oldRef, recordLength)) {
            empty(oldRef >>> Arena.PAGE_BITS);
        }
    }

    /** Moves the live records of a page to other pages and releases it. */
    private void empty(int page) {
        byte[] from = arena.pageAt(page);
        int end = arena.usedOf(page);
        for (int at = 0, length; at < end; at += length) {
            length = ArenaRecord.length(from, at);
            if (!ArenaRecord.isDead(from, at)) {
                int moved = arena.append(length);
                System.arraycopy(from, at, arena.writable(moved), moved & Arena.OFFSET_MASK, length);
                int keyHash = hashOfRecord(from, at);
                index.set(index.slotOf(keyHash, page << Arena.PAGE_BITS | at), keyHash, moved);
            }
        }
        arena.release(page);
    }

    private int hashOfRecord(byte[] page, int at) {
        int recordHeader = RowFormat.getInt(page, at);
        return KeyHash.hash(
                dictionary.seedAt(recordHeader & 0xffff), page, at + ArenaRecord.HEADER_BYTES, recordHeader >>> 16);
    }

    /** Keys known, those of deleted rows included. */
    int keys() {
        return index.size();
    }

    int liveKeys() {
        return index.size() - deleted;
    }

    /** Memory taken, garbage and room to grow included. */
    long bytes() {
        return arena.bytes() + index.bytes();
    }

    void write(DataOutputView target) throws IOException {
        target.writeByte(FORMAT);
        dictionary.write(target);
        target.writeInt(index.size());
        byte[] buffer = new byte[0];
        for (int page = 0; page < arena.pageCount(); page++) {
            byte[] records = arena.pageAt(page);
            if (records == null) {
                continue;
            }
            int length = arena.usedOf(page);
            if (arena.garbageOf(page) > 0) {
                buffer = buffer.length < length ? new byte[length] : buffer;
                length = copyLive(records, length, buffer);
                records = buffer;
            }
            target.writeInt(length);
            target.write(records, 0, length);
        }
        target.writeInt(0);
    }

    private static int copyLive(byte[] page, int end, byte[] target) {
        int to = 0;
        for (int at = 0, length; at < end; at += length) {
            length = ArenaRecord.length(page, at);
            if (!ArenaRecord.isDead(page, at)) {
                System.arraycopy(page, at, target, to, length);
                to += length;
            }
        }
        return to;
    }

    static ArenaBucket read(DataInputView source) throws IOException {
        int format = source.readUnsignedByte();
        if (format != FORMAT) {
            throw new IOException("the latest state is of format " + format + " and this release reads format " + FORMAT
                    + "; start the release that wrote the savepoint, or a newer one");
        }
        StateDictionary dictionary = StateDictionary.read(source);
        ArenaBucket bucket = new ArenaBucket(dictionary, new Arena(), new ArenaIndex(source.readInt()));
        for (int length = source.readInt(); length > 0; length = source.readInt()) {
            byte[] records = new byte[length];
            source.readFully(records);
            bucket.adopt(records);
        }
        return bucket;
    }

    private void adopt(byte[] records) {
        int page = arena.adopt(records);
        for (int at = 0; at < records.length; at += ArenaRecord.length(records, at)) {
            int keyHash = hashOfRecord(records, at);
            int free = index.firstSlot(keyHash);
            while (index.at(free) != 0) {
                free = index.nextSlot(free);
            }
            index.add(free, keyHash, page << Arena.PAGE_BITS | at);
            deleted += records[ArenaRecord.entryOf(records, at)] & EntryFormat.DELETED;
        }
    }
}
