package io.isotherm.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.table.EpochUnit;
import io.isotherm.job.table.RowShape;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hot tables on a real server, made and changed by the user the job runs as. */
class HotTablesITCase {
    @RegisterExtension
    static final ServerSink sink = new ServerSink();

    @Test
    void createsATableAndStoresEveryTypeUnchanged() throws InterruptedException {
        RowShape shape = Shapes.of("shop.public.every_type")
                .column("id", "Int64")
                .column("b", "Bool")
                .column("i2", "Int16")
                .column("i4", "Int32")
                .column("f4", "Float32")
                .column("f8", "Float64")
                .column("d9", "Decimal(9, 2)")
                .column("d18", "Decimal(18, 4)")
                .column("d38", "Decimal(38, 10)")
                .column("d76", "Decimal(76, 2)")
                .column("s", "String")
                .column("u", "UUID")
                .column("d", "Date32")
                .column("ts", "DateTime64(6, 'UTC')")
                .column("t", "Time64(6)")
                .column("e", "LowCardinality(String)")
                .nullable("n", "LowCardinality(String)")
                .nullable("m", "Decimal(12, 2)")
                .build();
        sink.send(shape, new Rows().add(shape, 5, values("-99.99", "привет `'\\ \t", null, null)));
        sink.send(shape, new Rows().add(shape, 6, withKey(2, values("0.01", "", "paid", new BigDecimal("7.50")))));

        assertThat(sink.query("SELECT * EXCEPT (_version, _committed_at, _ingested_at)"
                        + " FROM hot.shop_every_type ORDER BY id FORMAT TSV"))
                .isEqualTo("1\ttrue\t-2\t-3\t1.5\t-2.25\t-99.99\t-99.99\t-99.99\t-99.99\tпривет `\\'\\\\ \\t"
                        + "\t00112233-4455-6677-8899-aabbccddeeff\t1969-07-20\t2024-02-29 23:59:59.999999"
                        + "\t12:34:56.789012\topen\t\\N\t\\N\t0\n"
                        + "2\ttrue\t-2\t-3\t1.5\t-2.25\t0.01\t0.01\t0.01\t0.01\t"
                        + "\t00112233-4455-6677-8899-aabbccddeeff\t1969-07-20\t2024-02-29 23:59:59.999999"
                        + "\t12:34:56.789012\topen\tpaid\t7.5\t0");
        assertThat(sink.query("SELECT _version = toUInt128(5) * 281474976710656 + 5, _committed_at > now() - 60,"
                        + " _ingested_at > now() - 60 FROM hot.shop_every_type WHERE id = 1"))
                .isEqualTo("1\t1\t1");
    }

    private static Object[] values(String decimal, String text, String nullable, BigDecimal nullableDecimal) {
        BigDecimal number = new BigDecimal(decimal);
        return new Object[] {
            1L,
            true,
            (short) -2,
            -3,
            1.5f,
            -2.25,
            number,
            number.setScale(4),
            number.setScale(10),
            number,
            text,
            UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
            LocalDate.of(1969, 7, 20),
            Instant.parse("2024-02-29T23:59:59.999999Z"),
            LocalTime.parse("12:34:56.789012"),
            "open",
            nullable,
            nullableDecimal
        };
    }

    private static Object[] withKey(long key, Object[] values) {
        values[0] = key;
        return values;
    }

    @Test
    void partitionsByDayOrMonth() throws InterruptedException {
        RowShape events = Shapes.of("shop.public.events")
                .column("id", "Int64")
                .nullable("at", "DateTime64(6, 'UTC')")
                .partitionedBy(1)
                .build();
        sink.send(
                events,
                new Rows()
                        .add(events, 1, 1L, Instant.parse("2026-01-01T00:00:00Z"))
                        .add(events, 2, 2L, new Object[] {null}[0]));
        RowShape monthly = Shapes.of("shop.public.monthly")
                .column("id", "Int64")
                .column("on_day", "Date32")
                .partitionedBy(1)
                .build();
        sink.send(monthly, new Rows().add(monthly, 1, 1L, LocalDate.of(2026, 5, 31)));

        assertThat(sink.query("SELECT table, partition FROM system.parts WHERE active"
                        + " AND table IN ('shop_events', 'shop_monthly') AND partition LIKE '20%' ORDER BY 1"))
                .isEqualTo("shop_events\t20260101\nshop_monthly\t202605");
        assertThat(sink.query("SELECT id FROM hot.shop_events WHERE at IS NULL"))
                .isEqualTo("2");
    }

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
        assertThat(partsRead("bronze.shop_counted WHERE at >= " + since)).isEqualTo("3/25");
        assertThat(partsRead("hot.shop_counted WHERE fromUnixTimestamp64Milli(at, 'UTC') >= '2026-03-19 00:00:00'"))
                .as("also by the moment that the number means")
                .isEqualTo("3/25");

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
    void addsColumnsWhereTheSourceHasThem() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.growing")
                .column("id", "Int64")
                .column("z", "String")
                .build();
        RowShape after = Shapes.of("shop.public.growing")
                .column("id", "Int64")
                .add("flag", "Bool", false, "true")
                .nullable("note", "String")
                .column("z", "String")
                .build();
        sink.send(before, new Rows().add(before, 1, 1L, "a"));
        sink.send(after, new Rows().add(after, 2, 2L, false, "n", "b"));
        sink.send(before, new Rows().add(before, 3, 3L, "c"));

        assertThat(sink.query("SELECT id, flag, note, z FROM hot.shop_growing ORDER BY id"))
                .isEqualTo("1\ttrue\t\\N\ta\n2\tfalse\tn\tb\n3\ttrue\t\\N\tc");
        assertThat(sink.columns("shop_growing")).startsWith("id,flag,note,z,_version");
    }

    @Test
    void widensTypesAndStillTakesRowsOfTheOldShape() throws InterruptedException {
        RowShape narrow = Shapes.of("shop.public.widening")
                .column("id", "Int64")
                .column("i", "Int32")
                .column("d", "Decimal(10, 2)")
                .column("f", "Float32")
                .column("s", "LowCardinality(String)")
                .build();
        RowShape wide = Shapes.of("shop.public.widening")
                .column("id", "Int64")
                .nullable("i", "Int64")
                .column("d", "Decimal(20, 2)")
                .column("f", "Float64")
                .column("s", "String")
                .build();
        sink.send(narrow, new Rows().add(narrow, 1, 1L, 7, new BigDecimal("1.25"), 0.5f, "x"));
        sink.send(wide, new Rows().add(wide, 2, 2L, null, new BigDecimal("123456789012345.67"), 0.1, "y"));
        sink.send(narrow, new Rows().add(narrow, 3, 3L, -8, new BigDecimal("-2.50"), 1.5f, "z"));
        sink.tables().invalidate(TargetTable.latest(narrow));
        sink.send(narrow, new Rows().add(narrow, 4, 4L, 9, new BigDecimal("3.00"), 2.5f, "w"));

        assertThat(sink.query("SELECT id, i, d, f, s FROM hot.shop_widening ORDER BY id"))
                .isEqualTo("1\t7\t1.25\t0.5\tx\n2\t\\N\t123456789012345.67\t0.1\ty\n"
                        + "3\t-8\t-2.5\t1.5\tz\n4\t9\t3\t2.5\tw");
        assertThat(sink.letters().letters).isEmpty();
    }

    @Test
    void keepsATableAsItIsIfToldSo() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.frozen")
                .column("id", "Int64")
                .column("i", "Int32")
                .build();
        RowShape after = Shapes.of("shop.public.frozen")
                .column("id", "Int64")
                .column("extra", "String")
                .column("i", "Int64")
                .build();
        sink.send(before, new Rows().add(before, 1, 1L, 1));
        sink.send(after, new Rows().add(after, 2, 2L, "left out", 2L).add(after, 3, 3L, "too large", 3_000_000_000L));

        assertThat(sink.query("SELECT id, i FROM hot.shop_frozen ORDER BY id")).isEqualTo("1\t1\n2\t2");
        assertThat(sink.columns("shop_frozen")).startsWith("id,i,_version");
        assertThat(sink.letters().letters).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.REJECTED_BY_CLICKHOUSE);
            assertThat(letter.offset()).isEqualTo(3);
        });
    }

    @Test
    void failsOnAChangeIfToldSo() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.strict").column("id", "Int64").build();
        RowShape after = Shapes.of("shop.public.strict")
                .column("id", "Int64")
                .column("extra", "String")
                .build();
        sink.send(before, new Rows().add(before, 1, 1L));

        assertThatThrownBy(() -> sink.send(after, new Rows().add(after, 2, 2L, "x")))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("shop.public.strict")
                .hasMessageContaining("`extra` String");
    }

    @Test
    void refusesATableThatIsPartitionedDifferently() throws InterruptedException {
        RowShape shape = Shapes.of("shop.public.layout")
                .column("id", "Int64")
                .column("at", "Date32")
                .build();
        RowShape partitioned = Shapes.of("shop.public.layout")
                .column("id", "Int64")
                .column("at", "Date32")
                .partitionedBy(1)
                .build();
        sink.send(shape, new Rows().add(shape, 1, 1L, LocalDate.EPOCH));

        assertThatThrownBy(() -> sink.send(partitioned, new Rows().add(partitioned, 2, 2L, LocalDate.EPOCH)))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("partition_by");
    }

    @Test
    void twoWritersMayMakeTheSameTableAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            RowShape first = Shapes.of("shop.public.race" + round)
                    .column("id", "Int64")
                    .column("v", "Int32")
                    .build();
            RowShape second = Shapes.of("shop.public.race" + round)
                    .column("id", "Int64")
                    .column("v", "Int64")
                    .column("w", "String")
                    .build();
            try (ClickHouseServer other = new ClickHouseServer(sink.config(), 2, "test")) {
                HotTables otherTables = ServerSink.hotTables(other);
                CompletableFuture<BatchInsert.Outcome> a =
                        async(sink.tables(), sink.server(), first, new Rows().add(first, 1, 1L, 1));
                CompletableFuture<BatchInsert.Outcome> b =
                        async(otherTables, other, second, new Rows().add(second, 2, 2L, 2L, "x"));
                a.get(60, TimeUnit.SECONDS);
                b.get(60, TimeUnit.SECONDS);
            }
            assertThat(sink.query("SELECT id, v, w FROM hot.shop_race" + round + " ORDER BY id"))
                    .isEqualTo("1\t1\t\n2\t2\tx");
            assertThat(sink.query("SELECT id, v, w, toTypeName(v) FROM bronze.shop_race" + round + " ORDER BY id"))
                    .isEqualTo("1\t1\t\tInt64\n2\t2\tx\tInt64");
        }
    }

    private CompletableFuture<BatchInsert.Outcome> async(
            HotTables hotTables, ClickHouseServer to, RowShape shape, Rows rows) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return sink.insert(hotTables, to, shape, rows);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }
}
