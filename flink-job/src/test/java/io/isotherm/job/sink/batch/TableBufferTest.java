package io.isotherm.job.sink.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.PartitionBy;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowView;
import io.isotherm.job.model.Version;
import io.isotherm.job.sink.Rows;
import io.isotherm.job.sink.Shapes;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.table.EpochUnit;
import io.isotherm.job.table.RowShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TableBufferTest {
    private static final LocalDate DAY = LocalDate.of(2026, 1, 31);

    private final RowShape partitioned = Shapes.of("shop.public.events")
            .column("id", "Int32")
            .nullable("on_day", "Date32")
            .partitionedBy(1)
            .build();
    private final RowShape plain =
            Shapes.of("shop.public.plain").column("id", "Int32").build();

    /** @param day days after the first, or -1 for NULL */
    record Change(int key, long lsn, int day, boolean deleted, boolean keyOnly) {
        int flags() {
            return (deleted ? RowFormat.DELETED : 0) | (keyOnly ? RowFormat.KEY_ONLY | RowFormat.DELETED : 0);
        }

        LocalDate date() {
            return day < 0 ? null : DAY.plusDays(day);
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<Change> change = Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.longs().between(1, 12),
                        Arbitraries.integers().between(-1, 2),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 9).map(i -> i == 0))
                .as(Change::new);
        return change.list().ofMaxSize(300);
    }

    @Property(tries = 300)
    void sendsTheNewestOfEachKeyAndPartition(@ForAll("changes") List<Change> changes) throws IOException {
        check(changes, TableSettings.Partition.DAY, Change::day);
    }

    @Property(tries = 300)
    void sendsTheNewestOfEachKeyAndMonth(@ForAll("changes") List<Change> changes) throws IOException {
        // the first day is the last of its month
        check(changes, TableSettings.Partition.MONTH, change -> Math.min(change.day(), 1));
    }

    private void check(
            List<Change> changes, TableSettings.Partition size, java.util.function.ToIntFunction<Change> partitionOf)
            throws IOException {
        TableBuffer buffer = new TableBuffer(
                TargetTable.latest(partitioned), PartitionRule.of(TargetTable.latest(partitioned), settings(size)));
        for (int round = 0; round < 2; round++) {
            buffer.reset();
            add(buffer, changes);
            Map<List<Integer>, Change> newest = new HashMap<>();
            List<Change> unplaced = new ArrayList<>();
            for (Change change : changes) {
                if (change.keyOnly()) {
                    unplaced.add(change);
                } else {
                    newest.merge(List.of(change.key(), partitionOf.applyAsInt(change)), change, TableBufferTest::newer);
                }
            }
            List<String> expected = describe(newest.values());
            expected.addAll(describe(unplaced));
            assertThat(sent(buffer)).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(buffer.supersededRows() + buffer.liveRows()).isEqualTo(changes.size());
        }
    }

    private static Change newer(Change old, Change young) {
        return young.lsn() >= old.lsn() ? young : old;
    }

    private void add(TableBuffer buffer, List<Change> changes) {
        Rows rows = new Rows();
        changes.forEach(c -> rows.addFlagged(partitioned, c.lsn(), c.flags(), c.key(), c.date()));
        RowView row = rows.batch().rows();
        while (row.next()) {
            buffer.add(row);
        }
    }

    private static List<String> describe(Collection<Change> changes) {
        List<String> texts = new ArrayList<>();
        changes.forEach(c -> texts.add(c.key() + "/" + c.lsn() + "/" + c.date() + "/" + (c.flags() & 1)));
        return texts;
    }

    /** Reads back what the buffer streams out. */
    private static List<String> sent(TableBuffer buffer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        buffer.writeTo(out, 0, buffer.rows());
        byte[] bytes = out.toByteArray();
        List<String> texts = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int key = RowFormat.getInt(bytes, at);
            boolean isNull = bytes[at + 4] != 0;
            LocalDate date = isNull ? null : LocalDate.ofEpochDay(RowFormat.getInt(bytes, at + 5));
            at += isNull ? 5 : 9;
            long lsn = Version.kafkaOffset(RowFormat.getLong(bytes, at));
            texts.add(key + "/" + lsn + "/" + date + "/" + bytes[at + 16]);
            at += RowShape.TRAILER_BYTES;
        }
        return texts;
    }

    @Test
    void aMoveBetweenPartitionsKeepsTombstoneAndRow() throws IOException {
        TableBuffer buffer = new TableBuffer(
                TargetTable.latest(partitioned),
                PartitionRule.of(TargetTable.latest(partitioned), settings(TableSettings.Partition.DAY)));
        add(
                buffer,
                List.of(
                        new Change(1, 5, 0, false, false),
                        new Change(1, 6, 0, true, false),
                        new Change(1, 6, 1, false, false)));

        assertThat(buffer.supersededRows()).isEqualTo(1);
        assertThat(sent(buffer)).containsExactly("1/6/2026-01-31/1", "1/6/2026-02-01/0");
    }

    @Test
    void ofEqualVersionsTheLastWinsAsInClickHouse() throws IOException {
        TableBuffer buffer = new TableBuffer(
                TargetTable.latest(partitioned),
                PartitionRule.of(TargetTable.latest(partitioned), settings(TableSettings.Partition.MONTH)));
        add(buffer, List.of(new Change(1, 6, 1, false, false), new Change(1, 6, 2, true, false)));

        assertThat(sent(buffer)).containsExactly("1/6/2026-02-02/1");
    }

    @Test
    void growsWithoutLosingRowsAndKeepsItsArraysForOthers() throws IOException {
        TableBuffer buffer = new TableBuffer(
                TargetTable.latest(plain), PartitionRule.of(TargetTable.latest(plain), TableSettings.DEFAULTS));
        for (int size : new int[] {200, 1, 3, 100_000, 70_000}) {
            Rows rows = new Rows();
            for (int i = 0; i < size; i++) {
                rows.add(plain, i + 1, i % (size / 2 + 1));
            }
            rows.fill(buffer);
            assertThat(buffer.rows()).isEqualTo(size);
            assertThat(buffer.liveRows()).isEqualTo(size / 2 + 1 > size ? size : size / 2 + 1);
            assertThat(buffer.bytes()).isEqualTo(size * (4 + RowShape.TRAILER_BYTES));
            long capacity = buffer.capacity();
            assertThat(capacity).isBetween(buffer.bytes() + 4L * size, 20_000 + 3L * (buffer.bytes() + 60L * size));
            buffer.reset();
            assertThat(buffer.capacity()).isEqualTo(capacity);
        }
    }

    @Test
    void tellsWhereARowCameFrom() {
        TableBuffer buffer = new TableBuffer(
                TargetTable.latest(plain), PartitionRule.of(TargetTable.latest(plain), TableSettings.DEFAULTS));
        new Rows().add(plain, 41, 1).add(plain, 42, 2).fill(buffer);

        assertThat(buffer.kafkaOffset(1)).isEqualTo(42);
        assertThat(buffer.kafkaPartition(1)).isEqualTo(3);
        assertThat(buffer.key(1)).containsExactly(2, 0, 0, 0);
    }

    @Test
    void rowsAreComparedByTheDayOfTheirSeconds() {
        RowShape seconds = Shapes.of("shop.public.seconds")
                .column("id", "Int32")
                .nullable("at", "Int32")
                .partitionedBy(1)
                .counting(EpochUnit.S)
                .build();
        TargetTable table = TargetTable.latest(seconds);
        TableBuffer buffer = new TableBuffer(table, PartitionRule.of(table, settings(TableSettings.Partition.DAY)));
        new Rows()
                .add(seconds, 1, 1, 0)
                .add(seconds, 2, 1, 86_399)
                .add(seconds, 3, 1, -1)
                .add(seconds, 4, 1, -86_400)
                .add(seconds, 5, 1, null)
                .add(seconds, 6, 1, 86_400)
                .fill(buffer);

        assertThat(buffer.liveRows()).as("a row of each day, and one of none").isEqualTo(4);
    }

    private static TableSettings settings(TableSettings.Partition partition) {
        TableSettings d = TableSettings.DEFAULTS;
        return new TableSettings(
                new PartitionBy("on_day", null),
                partition,
                d.hotDays(),
                d.archive(),
                d.history(),
                d.exclude(),
                d.hash(),
                d.key(),
                d.onSchemaChange(),
                d.onOutOfRange(),
                d.onTruncate(),
                d.onTrouble());
    }
}
