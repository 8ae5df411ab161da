package io.isotherm.job.sink.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.sink.ClickHouseServer;
import io.isotherm.job.sink.Rows;
import io.isotherm.job.sink.ServerSink;
import io.isotherm.job.sink.Shapes;
import io.isotherm.job.sink.table.FirstLook;
import io.isotherm.job.sink.table.HotTables;
import io.isotherm.job.sink.table.SinkException;
import io.isotherm.job.sink.table.SinkFailures;
import io.isotherm.job.sink.table.TableCatalog;
import io.isotherm.job.sink.view.BronzeViews;
import io.isotherm.job.table.RowShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Batches of rows on a real server: what it keeps, what it refuses. */
class BatchInsertITCase {
    @RegisterExtension
    static final ServerSink sink = new ServerSink();

    @Test
    void replacesRowsByVersionAndHidesDeletedOnes() throws InterruptedException {
        RowShape shape = Shapes.of("shop.public.versions")
                .column("id", "Int64")
                .column("v", "String")
                .build();
        sink.send(shape, new Rows().add(shape, 20, 1L, "new").add(shape, 20, 2L, "kept"));
        sink.send(shape, new Rows().add(shape, 10, 1L, "old").addFlagged(shape, 30, RowFormat.DELETED, 2L, ""));

        assertThat(sink.query("SELECT id, v FROM hot.shop_versions FINAL")).isEqualTo("1\tnew");
    }

    @Test
    void sendsRowsToTheDeadLettersThatTheTableCannotHold() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.retyped")
                .column("id", "Int64")
                .column("v", "Int32")
                .build();
        RowShape after = Shapes.of("shop.public.retyped")
                .column("id", "Int64")
                .column("v", "String")
                .build();
        sink.send(before, new Rows().add(before, 1, 1L, 1));
        BatchInsert.Outcome outcome =
                sink.send(after, new Rows().add(after, 2, 2L, "a").add(after, 3, 3L, "b"));

        assertThat(outcome.written()).isZero();
        assertThat(outcome.deadLettered()).isEqualTo(2);
        assertThat(sink.letters().letters).hasSize(2).allSatisfy(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.SCHEMA_INCOMPATIBLE);
            assertThat(letter.detail()).contains("'v'").contains("String").contains("Int32");
        });
    }

    @Test
    void findsThePoisonRowsAmongTenThousand() throws InterruptedException {
        RowShape shape = Shapes.of("shop.public.poison")
                .column("id", "Int64")
                .column("v", "Int32")
                .build();
        sink.send(shape, new Rows().add(shape, 1, -1L, 0));
        sink.query("ALTER TABLE hot.shop_poison ADD CONSTRAINT small CHECK v < 50000");
        Rows rows = new Rows();
        for (int i = 0; i < 10_000; i++) {
            rows.add(shape, i + 10, (long) i, i == 17 || i == 9_999 ? 77_777 : i);
        }
        BatchInsert.Outcome outcome = sink.send(shape, rows);

        assertThat(outcome.written()).isEqualTo(9_998);
        assertThat(outcome.deadLettered()).isEqualTo(2);
        assertThat(sink.letters().letters).extracting(DeadLetter::offset).containsExactly(27L, 10_009L);
        assertThat(sink.letters().letters).allSatisfy(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.REJECTED_BY_CLICKHOUSE);
            assertThat(letter.detail()).contains("469").contains("small").doesNotContain("77777");
            assertThat(letter.partition()).isEqualTo(3);
        });
        assertThat(sink.query("SELECT count(), uniqExact(id) FROM hot.shop_poison FINAL"))
                .isEqualTo("9999\t9999");
    }

    @Test
    void takesRowsOfAWidenedKeyThatStillFit() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.keys").column("id", "Int32").build();
        RowShape after = Shapes.of("shop.public.keys").column("id", "Int64").build();
        sink.send(before, new Rows().add(before, 1, 1));
        sink.send(after, new Rows().add(after, 2, 2L).add(after, 3, 5_000_000_000L));

        assertThat(sink.query("SELECT id FROM hot.shop_keys ORDER BY id")).isEqualTo("1\n2");
        assertThat(sink.letters().letters).singleElement().satisfies(letter -> assertThat(letter.offset())
                .isEqualTo(3));
        assertThat(sink.query("SELECT `column`, `from`, `to` FROM ops.schema_history"
                        + " WHERE target = 'shop_keys' AND what = 'refuse'"))
                .isEqualTo("id\tInt32\tInt64");
    }

    @Test
    void namesColumnAndRemedyWhereTheTableCannotHoldWhatTheSourceHas() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.outgrown")
                .column("id", "Int32")
                .column("code", "Int32")
                .build();
        RowShape wider = Shapes.of("shop.public.outgrown")
                .column("id", "Int64")
                .column("code", "Int32")
                .build();
        RowShape text = Shapes.of("shop.public.outgrown")
                .column("id", "Int32")
                .column("code", "String")
                .build();
        RowShape longer = Shapes.of("shop.public.outgrown")
                .column("id", "Int32")
                .column("code", "Int32")
                .key(0, 1)
                .build();
        sink.send(before, new Rows().add(before, 1, 1, 1));

        sink.send(wider, new Rows().add(wider, 2, 2L, 1).add(wider, 3, 3_000_000_000L, 1));
        sink.send(text, new Rows().add(text, 4, 4, "a word"));
        sink.send(longer, new Rows().add(longer, 5, 5, 1));

        assertThat(sink.query("SELECT id FROM hot.shop_outgrown ORDER BY id")).isEqualTo("1\n2");
        String remedy = "; ./isotherm resync --replace public.outgrown";
        assertThat(sink.letters().letters)
                .extracting(DeadLetter::detail)
                .containsExactly(
                        "ClickHouse code 70 CANNOT_CONVERT_TYPE; column 'id' of shop.public.outgrown is Int64 but"
                                + " hot.shop_outgrown has Int32" + remedy,
                        "column 'code' of shop.public.outgrown is String but hot.shop_outgrown has Int32" + remedy,
                        "the primary key of shop.public.outgrown is (id,code) but hot.shop_outgrown is ordered by (id)"
                                + remedy);
    }

    @Test
    void makesATableAgainThatWasPutAside() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.put_aside")
                .column("id", "Int32")
                .column("code", "Int32")
                .build();
        RowShape after = Shapes.of("shop.public.put_aside")
                .column("id", "Int32")
                .column("code", "String")
                .build();
        sink.send(before, new Rows().add(before, 1, 1, 1));
        // as a job that has just started, and has looked at all tables at once
        TableCatalog catalog = new FirstLook(sink.server(), BronzeViews.databases("hot"));
        HotTables tables = new HotTables(
                catalog,
                TablesConfig.parse("tables.yaml", "sources: {shop: {tables: [public.*]}}"),
                "hot",
                new BronzeViews(catalog, "hot"));
        sink.insert(tables, sink.server(), after, new Rows().add(after, 2, 2, "refused"));
        sink.query("RENAME TABLE hot.shop_put_aside TO hot.shop_other");
        sink.insert(tables, sink.server(), after, new Rows().add(after, 3, 3, "taken"));

        assertThat(sink.query("SELECT id, code FROM hot.shop_put_aside")).isEqualTo("3\ttaken");
        assertThat(sink.query("SELECT id, code FROM bronze.shop_put_aside")).isEqualTo("3\ttaken");
        assertThat(sink.letters().letters).extracting(DeadLetter::offset).containsExactly(2L);
    }

    /** It would go on to squeeze its rows into the form of the table that is gone, which the new one takes as well. */
    @Test
    void sendsRowsAsTheyAreOnceAnotherWriterHasMadeTheTableAgain() throws InterruptedException {
        RowShape before =
                Shapes.of("shop.public.made_wider").column("id", "Int32").build();
        RowShape after =
                Shapes.of("shop.public.made_wider").column("id", "Int64").build();
        sink.send(before, new Rows().add(before, 1, 1));
        sink.send(after, new Rows().add(after, 2, 2L));
        sink.query("RENAME TABLE hot.shop_made_wider TO hot.shop_narrow");
        sink.insert(ServerSink.hotTables(sink.server()), sink.server(), after, new Rows().add(after, 3, 3L));

        sink.send(after, new Rows().add(after, 4, 4L).add(after, 5, 5_000_000_000L));

        assertThat(sink.query("SELECT id FROM hot.shop_made_wider ORDER BY id")).isEqualTo("3\n4\n5000000000");
        assertThat(sink.letters().letters).isEmpty();
    }

    @Test
    void aWrongPasswordIsFatalAndNotShown() {
        try (ClickHouseServer wrong = new ClickHouseServer(sink.config("not-the-password"), 2, "test")) {
            RowShape shape =
                    Shapes.of("shop.public.secret").column("id", "Int64").build();
            Rows rows = new Rows().add(shape, 1, 1L);
            assertThatThrownBy(() -> sink.insert(ServerSink.hotTables(wrong), wrong, shape, rows))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("516")
                    .hasMessageContaining("clickhouse.password-file")
                    .hasMessageNotContaining("not-the-password");
        }
    }

    @Test
    void makesADroppedTableAgain() throws InterruptedException {
        RowShape shape = Shapes.of("shop.public.dropped").column("id", "Int64").build();
        sink.send(shape, new Rows().add(shape, 1, 1L));
        sink.query("DROP TABLE hot.shop_dropped SYNC");
        BatchInsert.Outcome outcome = sink.send(shape, new Rows().add(shape, 2, 2L));

        assertThat(outcome.written()).isEqualTo(1);
        assertThat(sink.query("SELECT id FROM hot.shop_dropped")).isEqualTo("2");
        assertThat(sink.retries().failures)
                .extracting(SinkFailures.Failure::code)
                .containsExactly(60);
    }

    @Test
    void followsATableThatSomebodyElseHasAltered() throws InterruptedException {
        RowShape shape = Shapes.of("shop.public.altered")
                .column("id", "Int64")
                .column("v", "Int32")
                .build();
        sink.send(shape, new Rows().add(shape, 1, 1L, 1));
        sink.query("ALTER TABLE hot.shop_altered MODIFY COLUMN v Int64");
        sink.send(shape, new Rows().add(shape, 2, 2L, 2));

        assertThat(sink.query("SELECT id, v FROM hot.shop_altered ORDER BY id")).isEqualTo("1\t1\n2\t2");
        assertThat(sink.letters().letters).isEmpty();
    }
}
