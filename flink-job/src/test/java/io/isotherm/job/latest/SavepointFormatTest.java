package io.isotherm.job.latest;

import static io.isotherm.job.latest.Change.LEFT_OUT;
import static io.isotherm.job.latest.Change.delete;
import static io.isotherm.job.latest.Change.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.model.TableCounts.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * State written by the first release, kept under {@code savepoint-v1}. If a test here fails, users could not restore
 * their savepoints: keep reading the old format and add a new one, never change these files.
 */
class SavepointFormatTest {
    private static final Path FILES = Path.of("src/test/resources/savepoint-v1");
    private static final TestTable TABLE = TestTable.rowsWithPartitions();

    /** What the files were written from. */
    private static final Change[] WRITTEN = {
        upsert(1, 5, 100, "five", 5), upsert(2, 5, null, "two", 5), upsert(3, 5, 100, "three", 5), delete(3, 6)
    };

    @Test
    void anArenaBucketIsReadAndWrittenAsBefore() throws IOException {
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(TABLE, WRITTEN);
        byte[] file = Files.readAllBytes(FILES.resolve("arena-bucket.bin"));

        assertThat(ArenaBucketTest.bytes(stage.bucket)).isEqualTo(file);
        stage.bucket = ArenaBucketTest.restored(file);
        stage.out.clear();
        stage.settle(TABLE, WRITTEN);
        assertThat(stage.out).isEmpty();
        stage.settle(TABLE, upsert(1, 7, 101, LEFT_OUT, 7));
        assertThat(stage.out)
                .containsExactly(upsert(1, 7, 101, "five", 7), new Change(1, 7, 6, true, false, 100, "five", 5));
    }

    @Test
    void serializersAreFoundUnderTheirNames() throws IOException {
        DataInputDeserializer file =
                new DataInputDeserializer(Files.readAllBytes(FILES.resolve("serializer-snapshots.bin")));
        List<TypeSerializer<?>> restored = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TypeSerializerSnapshot<?> old = TypeSerializerSnapshot.readVersionedSnapshot(
                    file, getClass().getClassLoader());
            restored.add(old.restoreSerializer());
            assertThat(compatibility(old)).isTrue();
        }
        assertThat(restored)
                .containsExactly(
                        ArenaBucketSerializer.INSTANCE,
                        StateDictionarySerializer.INSTANCE,
                        StateKeySerializer.INSTANCE,
                        StateEntrySerializer.INSTANCE);
    }

    private static <T> boolean compatibility(TypeSerializerSnapshot<T> old) {
        return old.restoreSerializer()
                .snapshotConfiguration()
                .resolveSchemaCompatibility(old)
                .isCompatibleAsIs();
    }

    @ParameterizedTest
    @EnumSource(
            value = Layout.class,
            names = {"ARENA", "MAP_ON_ROCKSDB"})
    void theOperatorRestoresASavepointOfTheFirstRelease(Layout layout) throws Exception {
        OperatorSubtaskState state = OperatorSnapshotUtil.readStateHandle(
                FILES.resolve(fileOf(layout)).toString());
        try (OperatorDriver driver = OperatorDriver.restore(layout, state)) {
            driver.settle(TABLE, WRITTEN);
            assertThat(driver.takeRows()).isEmpty();
            assertThat(driver.counts().get(TestTable.TOPIC, Kind.STALE)).isEqualTo(WRITTEN.length);
            driver.settle(TABLE, upsert(1, 7, 100, LEFT_OUT, 7), delete(2, 7));
            assertThat(driver.takeRows())
                    .containsExactlyInAnyOrder(upsert(1, 7, 100, "five", 7), Change.deleteOf(2, 7, null, "two", 5));
        }
    }

    private static String fileOf(Layout layout) {
        return "operator-" + layout.name().toLowerCase(Locale.ROOT) + ".bin";
    }

    /** Writes the files of a new format version; see the class comment before using it. */
    public static void main(String[] args) throws Exception {
        Path target = Path.of(args[0]);
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(TABLE, WRITTEN);
        Files.write(target.resolve("arena-bucket.bin"), ArenaBucketTest.bytes(stage.bucket));
        DataOutputSerializer out = new DataOutputSerializer(256);
        for (TypeSerializer<?> serializer : List.of(
                ArenaBucketSerializer.INSTANCE,
                StateDictionarySerializer.INSTANCE,
                StateKeySerializer.INSTANCE,
                StateEntrySerializer.INSTANCE)) {
            TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        }
        Files.write(target.resolve("serializer-snapshots.bin"), out.getCopyOfBuffer());
        for (Layout layout : List.of(Layout.ARENA, Layout.MAP_ON_ROCKSDB)) {
            try (OperatorDriver driver = OperatorDriver.start(layout)) {
                driver.settle(TABLE, WRITTEN);
                OperatorSnapshotUtil.writeStateHandle(
                        driver.snapshot(), target.resolve(fileOf(layout)).toString());
            }
        }
    }
}
