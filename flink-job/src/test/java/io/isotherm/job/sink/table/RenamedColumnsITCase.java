package io.isotherm.job.sink.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.sink.Rows;
import io.isotherm.job.sink.ServerSink;
import io.isotherm.job.sink.Shapes;
import io.isotherm.job.table.RowShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Columns that are renamed in the source, of which the number is known that stays. */
class RenamedColumnsITCase {
    @RegisterExtension
    static final ServerSink sink = new ServerSink();

    static RowShape named(String table, String second) {
        return Shapes.of("shop.public." + table)
                .numbered(1, "id", "Int64")
                .numbered(2, second, "String")
                .numbered(3, "z", "Int32")
                .build();
    }

    @Test
    void theColumnIsRenamedAndOlderRowsOfTheOldNameFindIt() throws InterruptedException {
        RowShape before = named("renamed", "note");
        RowShape after = named("renamed", "remark");
        sink.send(before, new Rows().add(before, 10, 1L, "a", 1));
        sink.send(after, new Rows().add(after, 20, 2L, "b", 2));
        // of another partition of the topic, and once more after a restart
        sink.send(before, new Rows().add(before, 11, 3L, "c", 3));
        HotTables restarted = ServerSink.hotTables(sink.server());
        sink.insert(restarted, sink.server(), before, new Rows().add(before, 10, 1L, "a", 1));
        sink.insert(restarted, sink.server(), after, new Rows().add(after, 21, 4L, "d", 4));

        assertThat(sink.columns("shop_renamed")).startsWith("id,remark,z,_version,");
        assertThat(sink.query("SELECT id, remark, z FROM bronze.shop_renamed ORDER BY id"))
                .isEqualTo("1\ta\t1\n2\tb\t2\n3\tc\t3\n4\td\t4");
        assertThat(sink.query("SELECT what, `column`, `from`, `to`, is_doubtful FROM ops.schema_history"
                        + " WHERE target = 'shop_renamed' AND what != 'create'"))
                .isEqualTo("rename\tnote\tnote\tremark\tfalse");
        assertThat(sink.query("SELECT remark FROM bronze.shop_renamed_by_key(id = 3)"))
                .isEqualTo("c");
        assertThat(sink.letters().letters).isEmpty();
    }

    @Test
    void theNameOfTheNewestRowCounts() throws InterruptedException {
        RowShape first = named("back", "note");
        RowShape second = named("back", "remark");
        sink.send(first, new Rows().add(first, 10, 1L, "a", 1));
        sink.send(second, new Rows().add(second, 20, 2L, "b", 2));
        sink.send(first, new Rows().add(first, 11, 3L, "c", 3));
        assertThat(sink.columns("shop_back")).startsWith("id,remark,z,");
        sink.send(first, new Rows().add(first, 30, 4L, "d", 4));
        sink.send(second, new Rows().add(second, 21, 5L, "e", 5));

        assertThat(sink.columns("shop_back")).startsWith("id,note,z,");
        assertThat(sink.query("SELECT id, note FROM bronze.shop_back ORDER BY id"))
                .isEqualTo("1\ta\n2\tb\n3\tc\n4\td\n5\te");
    }

    @Test
    void namesThatMoveOnAreRenamedInOrderAndKeepTheirDefaults() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.moved")
                .numbered(1, "id", "Int64")
                .numbered(2, "a", "String")
                .build();
        RowShape wider = Shapes.of("shop.public.moved")
                .numbered(1, "id", "Int64")
                .numbered(2, "a", "String")
                .numbered(3, "b", "String", "'old'")
                .build();
        RowShape after = Shapes.of("shop.public.moved")
                .numbered(1, "id", "Int64")
                .numbered(2, "b", "String")
                .numbered(3, "c", "String", "'old'")
                .numbered(4, "a", "Int32")
                .build();
        sink.send(before, new Rows().add(before, 10, 1L, "x"));
        sink.send(wider, new Rows().add(wider, 20, 2L, "y", "z"));
        sink.send(after, new Rows().add(after, 30, 3L, "v", "w", 7));
        sink.send(wider, new Rows().add(wider, 21, 4L, "s", "t"));
        sink.send(before, new Rows().add(before, 11, 5L, "r"));

        assertThat(sink.columns("shop_moved")).startsWith("id,b,c,a,_version,");
        assertThat(sink.query("SELECT id, b, c, a FROM bronze.shop_moved ORDER BY id"))
                .isEqualTo("1\tx\told\t0\n2\ty\tz\t0\n3\tv\tw\t7\n4\ts\tt\t0\n5\tr\told\t0");
        assertThat(sink.query("SELECT what, `from`, `column`, is_doubtful FROM ops.schema_history"
                        + " WHERE target = 'shop_moved' AND what != 'create' ORDER BY schema_id, what, `column`"))
                .as("a name that another column had")
                .isEqualTo("add\t\tb\tfalse\nadd\t\ta\ttrue\nrename\ta\ta\tfalse\nrename\tb\tb\tfalse");
    }

    /** Cold keeps the names that it has, so a table with one gets a second column, and is compared. */
    @Test
    void anArchivedTableGetsASecondColumnAndIsDoubtful() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.events")
                .numbered(1, "id", "Int64")
                .numbered(2, "at", "DateTime64(6, 'UTC')")
                .numbered(3, "note", "String")
                .partitionedBy(1)
                .build();
        RowShape after = Shapes.of("shop.public.events")
                .numbered(1, "id", "Int64")
                .numbered(2, "at", "DateTime64(6, 'UTC')")
                .numbered(3, "remark", "String")
                .partitionedBy(1)
                .build();
        long at = 1_700_000_000_000_000L;
        sink.send(before, new Rows().add(before, 10, 1L, at, "a"));
        sink.send(after, new Rows().add(after, 20, 2L, at, "b"));
        sink.send(before, new Rows().add(before, 11, 3L, at, "c"));

        assertThat(sink.query("SELECT id, note, remark FROM bronze.shop_events ORDER BY id"))
                .isEqualTo("1\ta\t\n2\t\tb\n3\t\tc");
        assertThat(sink.query("SELECT what, `column`, is_doubtful FROM ops.schema_history"
                        + " WHERE target = 'shop_events' AND what != 'create'"))
                .isEqualTo("add\tremark\ttrue");
    }

    @Test
    void aTableThatIsMadeAgainWithOtherColumnsGetsThem() throws InterruptedException {
        RowShape before = named("remade", "note");
        RowShape after = Shapes.of("shop.public.remade")
                .numbered(1, "id", "Int64")
                .numbered(2, "price", "Int32")
                .build();
        sink.send(before, new Rows().add(before, 10, 1L, "a", 1));
        sink.send(after, new Rows().add(after, 20, 2L, 5));
        sink.send(before, new Rows().add(before, 11, 3L, "c", 3));
        sink.send(after, new Rows().add(after, 21, 4L, 6));

        assertThat(sink.query("SELECT id, note, price, z FROM bronze.shop_remade ORDER BY id"))
                .isEqualTo("1\ta\t0\t1\n2\t\t5\t0\n3\tc\t0\t3\n4\t\t6\t0");
        assertThat(sink.letters().letters).isEmpty();
    }

    /** A writer that has not seen it yet would go on under the old names, unnoticed. */
    @Test
    void namesThatAreExchangedStayAndAreDoubtful() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.turned")
                .numbered(1, "id", "Int64")
                .numbered(2, "lat", "Int32")
                .numbered(3, "lon", "Int32")
                .build();
        RowShape after = Shapes.of("shop.public.turned")
                .numbered(1, "id", "Int64")
                .numbered(2, "lon", "Int32")
                .numbered(3, "lat", "Int32")
                .build();
        sink.send(before, new Rows().add(before, 10, 1L, 10, 20));
        sink.send(after, new Rows().add(after, 20, 2L, 11, 21));
        sink.send(before, new Rows().add(before, 11, 3L, 12, 22));

        assertThat(sink.query("SELECT id, lat, lon FROM bronze.shop_turned ORDER BY id"))
                .isEqualTo("1\t10\t20\n2\t21\t11\n3\t22\t12");
        assertThat(sink.query("SELECT DISTINCT what, is_doubtful FROM ops.schema_history"
                        + " WHERE target = 'shop_turned' AND what != 'create'"))
                .isEqualTo("order\ttrue");
    }
}
