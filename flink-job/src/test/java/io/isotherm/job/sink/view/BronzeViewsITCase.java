package io.isotherm.job.sink.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.sink.Rows;
import io.isotherm.job.sink.ServerSink;
import io.isotherm.job.sink.Shapes;
import io.isotherm.job.sink.table.SinkException;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.table.EpochUnit;
import io.isotherm.job.table.RowShape;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bronze views on a real server; what the archive does to hot and cold is done by statements here. */
class BronzeViewsITCase {
    private static final Instant DAY_1 = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant DAY_2 = Instant.parse("2026-01-02T12:00:00Z");

    @RegisterExtension
    static final ServerSink sink = new ServerSink();

    @Test
    void partitionsByIntegersThatCountSince1970() throws InterruptedException {
        RowShape counted = counted(EpochUnit.MS);
        long noon = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
        Rows rows = new Rows();
        for (int day = 0; day < 20; day++) {
            rows.add(counted, 10 + day, 10L + day, noon + day * EpochUnit.MS.perDay());
        }
        sink.send(
                counted,
                rows.add(counted, 1, 1L, 0L)
                        .add(counted, 2, 2L, -1L)
                        .add(counted, 3, 3L, -2_208_988_800_000L)
                        .add(counted, 4, 4L, 10_413_791_999_999L)
                        .add(counted, 5, 5L, new Object[] {null}[0]));
        RowShape seconds = Shapes.of("shop.public.seconds")
                .column("id", "Int64")
                .column("at", "Int32")
                .partitionedBy(1)
                .counting(EpochUnit.S)
                .build();
        sink.send(seconds, new Rows().add(seconds, 1, 1L, Integer.MAX_VALUE).add(seconds, 2, 2L, -1));

        assertThat(sink.query("SELECT id, _partition_id FROM hot.shop_counted WHERE id < 5 ORDER BY id"))
                .isEqualTo("1\t19700101\n2\t19691231\n3\t19000101\n4\t22991231");
        assertThat(sink.query("SELECT id FROM bronze.shop_counted WHERE at IS NULL"))
                .isEqualTo("5");
        assertThat(sink.query("SELECT id, _partition_id FROM hot.shop_seconds ORDER BY id"))
                .isEqualTo("1\t203801\n2\t196912");
        String since = String.valueOf(noon + 18 * EpochUnit.MS.perDay());
        assertThat(partsRead("hot.shop_counted WHERE at >= " + since)).isEqualTo("3/25");
        assertThat(partsRead("bronze.shop_counted WHERE at >= " + since
                        + " SETTINGS do_not_merge_across_partitions_select_final = 1"))
                .isEqualTo("3/25");
        assertThat(partsRead("hot.shop_counted WHERE fromUnixTimestamp64Milli(at, 'UTC') >= '2026-03-19 00:00:00'"))
                .as("also by the moment that the number means")
                .isEqualTo("3/25");

        sink.archive("shop_counted", "19691231");
        assertThat(sink.query("SELECT id FROM bronze.shop_counted WHERE at < 0 ORDER BY id"))
                .isEqualTo("2\n3");
        assertThat(sink.query("SELECT id FROM cold.shop_counted")).isEqualTo("2");

        sink.tables().invalidate(TargetTable.latest(counted));
        RowShape otherUnit = counted(EpochUnit.US);
        assertThatThrownBy(() -> sink.send(otherUnit, new Rows().add(otherUnit, 9, 9L, 0L)))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("hot.shop_counted is partitioned by"
                        + " 'toYYYYMMDD(fromUnixTimestamp64Milli(at, 'UTC'))' but tables.yaml asks for"
                        + " 'toYYYYMMDD(fromUnixTimestamp64Micro(at, 'UTC'))'; undo the change of partition_by");
    }

    private static RowShape counted(EpochUnit unit) {
        return Shapes.of("shop.public.counted")
                .column("id", "Int64")
                .nullable("at", "Int64")
                .partitionedBy(1)
                .counting(unit)
                .build();
    }

    /** How many parts of all the partition key leaves to be read; of the first table if there are several. */
    private static String partsRead(String from) {
        Matcher parts = Pattern.compile("Parts: (\\d+)/(\\d+)")
                .matcher(sink.query("EXPLAIN indexes = 1 SELECT * FROM " + from));
        assertThat(parts.find())
                .as("what the smallest and largest values leave")
                .isTrue();
        String all = parts.group(2);
        assertThat(parts.find()).as("what the partitions leave").isTrue();
        return parts.group(1) + '/' + all;
    }

    @Test
    void showsLiveRowsOfATableThatIsNeverArchived() throws InterruptedException {
        RowShape shape = Shapes.of("shop.sales.plain")
                .column("id", "Int64")
                .column("v", "String")
                .build();
        sink.send(shape, new Rows().add(shape, 1, 1L, "a").add(shape, 2, 2L, "b"));
        sink.send(shape, new Rows().add(shape, 3, 1L, "newer"));
        sink.query(
                "INSERT INTO hot.shop_sales_plain (id, v, _version, _is_deleted) SELECT 2, '', " + version(4) + ", 1");

        assertThat(sink.query("SELECT id, v FROM bronze.shop_sales_plain ORDER BY id"))
                .isEqualTo("1\tnewer");
        assertThat(sink.query("SELECT arrayStringConcat(groupArray(name), ',') FROM (SELECT name FROM system.columns"
                        + " WHERE database = 'bronze' AND table = 'shop_sales_plain' ORDER BY position)"))
                .isEqualTo("id,v,_version,_committed_at,_ingested_at");
        assertThat(sink.query("EXISTS cold.shop_sales_plain")).isEqualTo("0");
        assertThat(sink.query("SELECT id, v FROM bronze.shop_sales_plain_by_key(id = 1)"))
                .isEqualTo("1\tnewer");
        assertThat(sink.query("SELECT id, v FROM bronze.shop_sales_plain_by_key(id = 2)"))
                .isEmpty();
    }

    private static String version(long lsn) {
        return "bitShiftLeft(toUInt128(" + lsn + "), 48)";
    }

    @Test
    void followsAddedAndWidenedColumns() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.events")
                .column("id", "Int64")
                .column("at", "DateTime64(6, 'UTC')")
                .column("n", "Int32")
                .partitionedBy(1)
                .build();
        RowShape after = Shapes.of("shop.public.events")
                .column("id", "Int64")
                .column("at", "DateTime64(6, 'UTC')")
                .add("flag", "Bool", false, "true")
                .column("n", "Int64")
                .partitionedBy(1)
                .build();
        sink.send(before, new Rows().add(before, 1, 1L, DAY_1, 7));
        sink.archive("shop_events", "20260101");
        sink.send(after, new Rows().add(after, 2, 2L, DAY_1, false, 1L << 40));

        assertThat(sink.query("SELECT id, flag, n FROM bronze.shop_events ORDER BY id"))
                .isEqualTo("1\ttrue\t7\n2\tfalse\t1099511627776");
        assertThat(sink.query("SELECT DISTINCT type FROM system.columns WHERE database = 'bronze' AND name = 'n'"))
                .isEqualTo("Int64");
        assertThat(sink.query("SELECT n FROM bronze.shop_events_by_key(id = 1)"))
                .isEqualTo("7");
    }

    @Test
    void showsLateChangesOnceWhateverTheirVersion() throws InterruptedException {
        RowShape shape = Shapes.of("shop.public.monthly")
                .column("odd `key", "String")
                .column("id", "Int64")
                .column("at", "DateTime64(6, 'UTC')")
                .column("v", "String")
                .key(1, 0)
                .partitionedBy(2)
                .build();
        Rows rows = new Rows();
        for (long id = 1; id <= 6; id++) {
            rows.add(shape, 10, "k", id, DAY_1, "archived");
        }
        sink.send(shape, rows);
        sink.archive("shop_monthly", "202601");
        sink.send(shape, new Rows().add(shape, 20, "k", 1L, DAY_2, "late"));
        sink.send(shape, new Rows().add(shape, 9, "k", 2L, DAY_1, "replayed"));
        sink.send(shape, new Rows().add(shape, 8, "k", 3L, DAY_1, "replayed"));
        sink.send(shape, new Rows().add(shape, 21, "k", 3L, DAY_1, "late after a replay"));
        sink.send(shape, new Rows().add(shape, 9, "other", 4L, DAY_1, "late, and older than the archive"));
        sink.send(shape, new Rows().add(shape, 10, "k", 5L, DAY_1, "archived"));
        sink.query("INSERT INTO hot.shop_monthly (`odd \\`key`, id, at, _version, _is_deleted) SELECT 'k', 6,"
                + " '2026-01-01 00:00:00', " + version(30) + ", 1");

        assertThat(sink.query("SELECT * EXCEPT (at, _version, _committed_at, _ingested_at) FROM bronze.shop_monthly"
                        + " ORDER BY id, 1"))
                .isEqualTo("k\t1\tlate\nk\t2\tarchived\nk\t3\tlate after a replay\nk\t4\tarchived\n"
                        + "other\t4\tlate, and older than the archive\nk\t5\tarchived");
        assertThat(sink.query("SELECT v FROM bronze.shop_monthly WHERE id = 3")).isEqualTo("late after a replay");
        assertThat(Stream.of(
                                "1, key_2 = 'k'",
                                "2, key_2 = 'k'",
                                "3, key_2 = 'k'",
                                "4, key_2 = 'k'",
                                "4, key_2 = 'other'")
                        .map(key -> sink.query("SELECT v FROM bronze.shop_monthly_by_key(key_1 = " + key + ")")))
                .containsExactly(
                        "late", "archived", "late after a replay", "archived", "late, and older than the archive");
        assertThat(sink.query("SELECT v FROM bronze.shop_monthly_by_key(key_1 = 6, key_2 = 'k')"))
                .isEmpty();
    }

    @Test
    void keepsAColdTableThatWasFilledBeforeArchivingWasSwitchedOff() throws InterruptedException {
        RowShape shape = Shapes.of("shop.public.events2")
                .column("id", "Int64")
                .column("at", "DateTime64(6, 'UTC')")
                .partitionedBy(1)
                .build();
        sink.query("CREATE TABLE cold.shop_events2 (id Int64, at DateTime64(6, 'UTC'), _version UInt128,"
                + " _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC'))"
                + " ENGINE = ReplacingMergeTree(_version, _is_deleted) PARTITION BY toYYYYMMDD(at) ORDER BY id");
        sink.query("INSERT INTO cold.shop_events2 VALUES (1, '2026-01-01 00:00:00', 1, 0, now(), now())");
        sink.query("INSERT INTO ops.archived_partitions (table, partition_id, released, max_version)"
                + " VALUES ('shop_events2', '20260101', true, 1)");
        sink.send(shape, new Rows().add(shape, 2, 2L, DAY_2));

        assertThat(sink.query("SELECT id FROM bronze.shop_events2 ORDER BY id")).isEqualTo("1\n2");
    }
}
