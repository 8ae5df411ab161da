package io.isotherm.job.latest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.model.KeyHash;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.ColumnType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class ArenaBucketTest {
    private static final String[] TOPICS = {"shop.public.a", "shop.public.b"};
    private static final RowLayout LAYOUT =
            new RowLayout(List.of(new Column("id", new ColumnType("Int64", 8), false, null, false)));

    /** @param row null if there is none */
    record Value(long high, long low, boolean deleted, int kind, long partition, ByteBuffer row) {}

    private final NewEntry entry = new NewEntry();
    private ArenaBucket bucket = new ArenaBucket();
    private final Map<List<Object>, Value> model = new HashMap<>();

    @Test
    void behavesAsAMapThroughGrowthMovesCopiesAndSavepoints() throws IOException {
        Random random = new Random(4711);
        for (int i = 1; i <= 100_000; i++) {
            putRandom(random, 20_000, 200);
            if (i % 20_000 == 0) {
                bucket = restored(bucket);
            } else if (i % 15_000 == 0) {
                bucket = bucket.copy();
            }
        }
        assertHolds(bucket, model);
        assertHolds(restored(bucket), model);
    }

    @Test
    void aCopyAndItsOriginalDoNotSeeEachOthersChanges() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            putRandom(random, 3_000, 300);
        }
        ArenaBucket original = bucket;
        Map<List<Object>, Value> before = Map.copyOf(model);
        byte[] savepoint = bytes(original);

        bucket = original.copy();
        for (int i = 0; i < 20_000; i++) {
            putRandom(random, 6_000, 300);
        }

        assertThat(bytes(original)).isEqualTo(savepoint);
        assertHolds(original, before);
        assertHolds(bucket, model);
    }

    @Test
    void writingToTheOriginalOfACopyIsSafeToo() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < 5_000; i++) {
            putRandom(random, 3_000, 300);
        }
        ArenaBucket copy = bucket.copy();
        Map<List<Object>, Value> before = Map.copyOf(model);
        for (int i = 0; i < 20_000; i++) {
            putRandom(random, 6_000, 300);
        }
        assertHolds(copy, before);
        assertHolds(bucket, model);
    }

    @Test
    void rowsThatKeepGrowingAndShrinkingDoNotPileUpGarbage() {
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            putRandom(random, 1_000, 400);
        }
        long live = model.values().stream()
                .mapToLong(value -> 45 + (value.row() == null ? 0 : value.row().capacity()))
                .sum();
        assertThat(bucket.bytes()).isLessThan(2 * live + 4 * Arena.PAGE_BYTES);
        assertHolds(bucket, model);
    }

    @Test
    void rowsLargerThanAPageComeAndGo() throws IOException {
        Random random = new Random(4);
        for (int i = 0; i < 300; i++) {
            putRandom(random, 50, 300_000);
        }
        assertHolds(bucket, model);
        assertHolds(restored(bucket), model);
        for (int i = 0; i < 5_000; i++) {
            putRandom(random, 50, 10);
        }
        assertThat(bucket.bytes()).isLessThan(4L * Arena.PAGE_BYTES);
        assertHolds(bucket, model);
    }

    @Test
    void keysWithTheSameHashAreDifferentKeys() {
        int seed = KeyHash.seed(TOPICS[0]);
        Map<Integer, Long> byHash = new HashMap<>();
        int collisions = 0;
        for (long key = 0; key < 400_000; key++) {
            Long other = byHash.put(KeyHash.hash(seed, Change.keyBytes(key), 0, 8), key);
            if (other != null) {
                collisions++;
                put(0, Change.keyBytes(other), new Value(0, other, false, 0, 0, null));
                put(0, Change.keyBytes(key), new Value(0, key, false, 0, 0, null));
            }
        }
        assertThat(collisions).isPositive();
        assertHolds(bucket, model);
        assertThat(bucket.keys()).isEqualTo(2 * collisions);
    }

    @Test
    void countsLiveKeys() throws IOException {
        put(0, Change.keyBytes(1), new Value(0, 1, false, 0, 0, null));
        put(0, Change.keyBytes(2), new Value(0, 1, true, 0, 0, null));
        put(1, Change.keyBytes(1), new Value(0, 1, true, 0, 0, null));
        put(1, Change.keyBytes(1), new Value(0, 2, false, 0, 0, null));

        assertThat(bucket.keys()).isEqualTo(3);
        assertThat(bucket.liveKeys()).isEqualTo(2);
        assertThat(bucket.copy().liveKeys()).isEqualTo(2);
        assertThat(restored(bucket).liveKeys()).isEqualTo(2);
    }

    @Test
    void takesUnderFiftyBytesForABigintKey() {
        for (long key = 0; key < 10_000; key++) {
            byte[] bytes = Change.keyBytes(key);
            bucket.find(bucket.table(TOPICS[0]), KeyHash.hash(KeyHash.seed(TOPICS[0]), bytes, 0, 8), bytes, 0, 8);
            bucket.put(entry.begin(1, key, false));
        }
        assertThat(bucket.bytes() / 10_000.0).isLessThan(50);
    }

    @Test
    void anEmptyBucketIsSmall() {
        bucket.find(bucket.table(TOPICS[0]), 7, Change.keyBytes(1), 0, 8);
        bucket.put(entry.begin(1, 1, false));
        assertThat(bucket.bytes()).isLessThan(512);
    }

    @Test
    void aLaterFormatIsRefused() {
        byte[] later = {2, 0, 0};
        assertThatThrownBy(() -> ArenaBucket.read(new DataInputDeserializer(later)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining("start the release that wrote the savepoint");
    }

    private void putRandom(Random random, int keys, int maxRow) {
        int table = random.nextInt(2);
        byte[] key = Arrays.copyOf(Change.keyBytes(random.nextInt(keys)), 8 + 3 * table);
        int kind = random.nextInt(4);
        boolean withRow = random.nextInt(3) > 0;
        byte[] row = new byte[random.nextInt(maxRow)];
        random.nextBytes(row);
        put(
                table,
                key,
                new Value(
                        random.nextLong(),
                        random.nextLong(),
                        random.nextBoolean(),
                        kind,
                        kind == EntryFormat.PARTITION_UNKNOWN ? 0 : random.nextLong(),
                        withRow ? ByteBuffer.wrap(row) : null));
    }

    private void put(int table, byte[] key, Value value) {
        find(bucket, table, key);
        entry.begin(value.high(), value.low(), value.deleted());
        entry.partition(value.kind(), value.partition());
        if (value.row() != null) {
            entry.row(bucket.layout(LAYOUT), value.row().array(), 0, value.row().capacity());
        }
        bucket.put(entry);
        model.put(List.of(table, ByteBuffer.wrap(key)), value);
    }

    private static StoredEntry find(ArenaBucket bucket, int table, byte[] key) {
        byte[] padded = new byte[key.length + 5];
        System.arraycopy(key, 0, padded, 5, key.length);
        int hash = KeyHash.hash(KeyHash.seed(TOPICS[table]), key, 0, key.length);
        return bucket.find(bucket.table(TOPICS[table]), hash, padded, 5, key.length);
    }

    private static void assertHolds(ArenaBucket bucket, Map<List<Object>, Value> model) {
        assertThat(bucket.keys()).isEqualTo(model.size());
        Map<List<Object>, Value> held = new HashMap<>();
        model.keySet()
                .forEach(key -> held.put(key, read(bucket, (Integer) key.get(0), ((ByteBuffer) key.get(1)).array())));
        assertThat(held.equals(model)).isTrue();
    }

    private static Value read(ArenaBucket bucket, int table, byte[] key) {
        StoredEntry stored = find(bucket, table, key);
        if (stored == null) {
            return null;
        }
        if (stored.hasRow()) {
            assertThat(bucket.layoutAt(stored.layout())).isEqualTo(LAYOUT);
        }
        byte[] row = stored.hasRow()
                ? Arrays.copyOfRange(stored.bytes(), stored.rowStart(), stored.rowStart() + stored.rowLength())
                : null;
        return new Value(
                stored.versionHigh(),
                stored.versionLow(),
                stored.isDeleted(),
                stored.partitionKind(),
                stored.partitionValue(),
                row == null ? null : ByteBuffer.wrap(row));
    }

    static byte[] bytes(ArenaBucket bucket) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(1024);
        bucket.write(out);
        return out.getCopyOfBuffer();
    }

    static ArenaBucket restored(ArenaBucket bucket) throws IOException {
        return restored(bytes(bucket));
    }

    static ArenaBucket restored(byte[] bytes) throws IOException {
        return ArenaBucket.read(new DataInputDeserializer(bytes));
    }
}
