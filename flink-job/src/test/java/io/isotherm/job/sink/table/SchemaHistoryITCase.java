package io.isotherm.job.sink.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.sink.Rows;
import io.isotherm.job.sink.ServerSink;
import io.isotherm.job.sink.Shapes;
import io.isotherm.job.table.RowShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the job writes down of its own changes, as the user it runs as. */
class SchemaHistoryITCase {
    @RegisterExtension
    static final ServerSink sink = new ServerSink();

    @Test
    void everyChangeIsWrittenDownWithItsStatement() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.growing")
                .column("id", "Int64")
                .column("z", "Int32")
                .build();
        RowShape after = Shapes.of("shop.public.growing")
                .column("id", "Int64")
                .nullable("note", "String")
                .column("z", "Int64")
                .build();
        sink.send(before, new Rows().add(before, 1, 1L, 7));
        sink.send(after, new Rows().add(after, 2, 2L, "n", 8L));
        sink.send(before, new Rows().add(before, 3, 3L, 9));

        assertThat(history("growing"))
                .isEqualTo("create\t\t\t\tfalse\nadd\tnote\t\tNullable(String)\tfalse"
                        + "\nmodify\tz\tInt32\tInt64\tfalse");
        assertThat(sink.query("SELECT statement FROM ops.schema_history WHERE `table` = 'growing' AND `column` = 'z'"))
                .contains("ALTER TABLE `hot`.`shop_growing`", "ADD COLUMN IF NOT EXISTS `note`", "MODIFY COLUMN `z`");
    }

    /** Rows that were there before have other values then, and the source says nothing of it. */
    @Test
    void columnsThatMayHaveOtherNamesNowAreDoubtful() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.turned")
                .column("id", "Int64")
                .column("lat", "Int32")
                .column("lon", "Int32")
                .column("note", "String")
                .build();
        RowShape exchanged = Shapes.of("shop.public.turned")
                .column("id", "Int64")
                .column("lon", "Int32")
                .column("lat", "Int32")
                .column("note", "String")
                .build();
        RowShape renamed = Shapes.of("shop.public.turned")
                .column("id", "Int64")
                .column("lat", "Int32")
                .column("lon", "Int32")
                .column("remark", "String")
                .build();
        sink.send(before, new Rows().add(before, 1, 1L, 10, 20, "a"));
        sink.send(exchanged, new Rows().add(exchanged, 2, 2L, 20, 10, "b"));
        // as after a restart of the job
        sink.send(exchanged, new Rows().add(exchanged, 3, 3L, 20, 10, "c"));
        sink.send(renamed, new Rows().add(renamed, 4, 4L, 10, 20, "d"));

        assertThat(sink.query("SELECT id, lat, lon, note, remark FROM hot.shop_turned ORDER BY id"))
                .isEqualTo("1\t10\t20\ta\t\n2\t10\t20\tb\t\n3\t10\t20\tc\t\n4\t10\t20\t\td");
        assertThat(history("turned"))
                .isEqualTo("create\t\t\t\tfalse\norder\tlat\tid\tlon\ttrue\norder\tlon\tlat\tid\ttrue"
                        + "\nadd\tremark\t\tString\ttrue");
    }

    @Test
    void whatTheTableCannotHoldIsWrittenDownOnce() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.retyped")
                .column("id", "Int64")
                .column("v", "Bool")
                .build();
        RowShape after = Shapes.of("shop.public.retyped")
                .column("id", "Int64")
                .column("v", "String")
                .build();
        sink.send(before, new Rows().add(before, 1, 1L, true));
        sink.send(after, new Rows().add(after, 2, 2L, "a"));
        sink.send(after, new Rows().add(after, 3, 3L, "b"));

        assertThat(sink.query("SELECT what, `column`, `from`, `to`, is_doubtful FROM ops.schema_history"
                        + " WHERE `table` = 'retyped' AND what = 'refuse'"))
                .isEqualTo("refuse\tv\tBool\tString\tfalse");
    }

    /** The job ended of it, and with it all other tables. */
    @Test
    void changesOfATableThatIsToStayAsItIsAreDeadLettersUntilItIsAltered() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.strict").column("id", "Int64").build();
        RowShape after = Shapes.of("shop.public.strict")
                .column("id", "Int64")
                .column("extra", "String")
                .build();
        sink.send(before, new Rows().add(before, 1, 1L));
        sink.send(after, new Rows().add(after, 2, 2L, "x"));
        sink.send(before, new Rows().add(before, 3, 3L));

        assertThat(sink.query("SELECT id FROM hot.shop_strict ORDER BY id")).isEqualTo("1\n3");
        assertThat(sink.letters().letters).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.SCHEMA_INCOMPATIBLE);
            assertThat(letter.detail())
                    .contains(
                            "shop.public.strict", "`extra` String", "./isotherm resync --delete-surplus public.strict");
        });
        assertThat(sink.query("SELECT what, `column`, `from`, `to` FROM ops.schema_history"
                        + " WHERE `table` = 'strict' AND what != 'create'"))
                .isEqualTo("forbid\textra\t\tString");

        sink.query("ALTER TABLE hot.shop_strict ADD COLUMN extra String");
        sink.send(after, new Rows().add(after, 4, 4L, "y"));

        assertThat(sink.query("SELECT id FROM hot.shop_strict ORDER BY id")).isEqualTo("1\n3\n4");
    }

    private static String history(String table) {
        return sink.query("SELECT what, `column`, `from`, `to`, is_doubtful FROM ops.schema_history WHERE `table` = '"
                + table + "' ORDER BY schema_id, `column`");
    }
}
