package io.isotherm.job.sink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.sink.ClickHouseServer;
import io.isotherm.job.sink.Rows;
import io.isotherm.job.sink.ServerSink;
import io.isotherm.job.sink.Shapes;
import io.isotherm.job.sink.batch.BatchInsert;
import io.isotherm.job.table.RowShape;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
        sink.send(shape, new Rows().add(shape, 5, values(1, "-99.99", "привет `'\\ \t", null, null)));
        sink.send(shape, new Rows().add(shape, 6, values(2, "0.01", "", "paid", new BigDecimal("7.50"))));

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

    private static Object[] values(long key, String decimal, String text, String nullable, BigDecimal nullableDecimal) {
        BigDecimal number = new BigDecimal(decimal);
        return new Object[] {
            key,
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
            assertThat(letter.detail()).endsWith(" has Int32; ./isotherm resync --replace public.frozen");
        });
    }

    @Test
    void rowsOfATableThatClickHouseRefusesAreDeadLetters() throws InterruptedException {
        RowShape refused = Shapes.of("shop.public.refused")
                .column("id", "Int64")
                .column("n", "LowCardinality(Int64)")
                .build();
        RowShape later =
                Shapes.of("shop.public.refused_later").column("id", "Int64").build();
        RowShape laterRefused = Shapes.of("shop.public.refused_later")
                .column("id", "Int64")
                .column("n", "LowCardinality(Int64)")
                .build();
        RowShape reserved = Shapes.of("shop.public.reserved")
                .column("id", "Int64")
                .column("_row_exists", "Int64")
                .build();
        sink.send(later, new Rows().add(later, 1, 1L));

        for (RowShape shape : new RowShape[] {refused, laterRefused, reserved}) {
            sink.send(shape, new Rows().add(shape, 2, 2L, 3L));
        }

        assertThat(sink.query("SELECT name FROM system.tables WHERE database = 'hot' AND name IN ('shop_refused',"
                        + " 'shop_reserved')"))
                .isEmpty();
        assertThat(sink.query("SELECT id FROM hot.shop_refused_later")).isEqualTo("1");
        assertThat(sink.letters().letters)
                .extracting(DeadLetter::reason)
                .containsOnly(DeadLetter.Reason.SCHEMA_INCOMPATIBLE)
                .hasSize(3);
        assertThat(sink.letters().letters)
                .extracting(DeadLetter::detail)
                .anyMatch(detail -> detail.startsWith("ClickHouse refuses the columns of hot.shop_refused: ")
                        && detail.contains("exclude"))
                .anyMatch(detail -> detail.startsWith("ClickHouse refuses the columns of hot.shop_refused_later: "))
                .anyMatch(detail -> detail.contains("'_row_exists'"));
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
                .hasMessageContaining("partition_by")
                .hasMessageContaining("./isotherm resync --replace public.layout");
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
