package io.isotherm.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.load.LoadedTables.Hot;
import io.isotherm.cli.load.LoadedTables.Mark;
import io.isotherm.job.table.TableId;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Of the columns id, lat, lon and note, of which the third was dropped before: which changes put older rows in doubt.
 */
class SourceColumnsTest {
    private static final Hot HOT = new Hot("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", 3, Set.of("id", "more"));

    private static final TableId TABLE = new TableId("shop", "public", "places");

    private static final String ID = column(1, "id", 23, -1);
    private static final String LAT = column(2, "lat", 1042, 7);
    private static final String LON = column(4, "lon", 1042, 7);
    private static final String NOTE = column(5, "note", 25, -1);
    private static final String REMEMBERED = table(5, ID, LAT, LON, NOTE);

    @Test
    void columnsThatAreAddedOrDroppedDoNot() {
        assertThat(holds(REMEMBERED)).isTrue();
        assertThat(holds(table(6, ID, LAT, LON, NOTE, column(6, "more", 25, -1))))
                .isTrue();
        assertThat(holds(table(6, ID, LAT, NOTE))).isTrue();
        assertThat(holds(table(6, ID, NOTE, column(6, "more", 25, -1)))).isTrue();
        assertThat(holds(table(5, NOTE, LON, LAT, ID))).isTrue();
    }

    /** It comes with the next change of the table, and until then ClickHouse shows nothing for its default. */
    @Test
    void aColumnThatIsAddedDoesUntilClickHouseHasIt() {
        String added = table(6, ID, LAT, LON, NOTE, column(6, "later", 1184, -1));
        assertThat(holds(added)).isFalse();
        assertThat(mark(REMEMBERED).holds(new SourceRelation(TABLE, 16_400, 3, false, false, added), HOT))
                .as("on_schema_change: ignore")
                .isTrue();
        assertThat(holds(table(6, ID, LAT, LON, NOTE, column(6, "_version", 20, -1))))
                .isTrue();
    }

    @Test
    void aColumnThatWasMadeAgainDoes() {
        assertThat(holds(table(6, ID, LAT, LON, column(6, "note", 25, -1)))).isFalse();
        assertThat(holds(table(7, ID, column(6, "lat", 1042, 7), LON, NOTE))).isFalse();
        assertThat(holds(table(7, ID, LAT, LON, NOTE, column(7, "more", 25, -1))))
                .as("it was the sixth")
                .isFalse();
    }

    @Test
    void anotherTypeOrModifierDoes() {
        assertThat(holds(table(5, ID, LAT, LON, column(5, "note", 3802, -1)))).isFalse();
        assertThat(holds(table(5, ID, LAT, column(4, "lon", 1043, 7), NOTE))).isFalse();
        assertThat(holds(table(5, ID, LAT, column(4, "lon", 1042, 8), NOTE))).isFalse();
    }

    @Test
    void anotherNameDoes() {
        assertThat(holds(table(5, ID, LAT, LON, column(5, "Note", 25, -1)))).isFalse();
        assertThat(holds(table(5, ID, column(2, "lon", 1042, 7), column(4, "lat", 1042, 7), NOTE)))
                .isFalse();
        assertThat(holds(table(6, ID, LAT, LON, column(5, "old", 25, -1), column(6, "note", 25, -1))))
                .isFalse();
        // which only looks like one that was added
        assertThat(holds(table(6, ID, LAT, LON, column(5, "old", 25, -1)))).isFalse();
    }

    @Test
    void aColumnThatWasThereButWasNotSentDoes() {
        assertThat(holds(table(5, ID, LAT, column(3, "secret", 25, -1), LON, NOTE)))
                .isFalse();
        String before = table(6, ID, LAT, LON, NOTE);
        assertThat(mark(before).holds(source(table(6, ID, LAT, LON, NOTE, column(6, "computed", 23, -1))), HOT))
                .isFalse();
    }

    /** Rows came and went with them, and no command looked at the table. */
    @Test
    void partitionsThatAreAttachedDetachedDroppedOrTruncatedDo() {
        String before = parted(
                "{\"oid\": 1, \"file\": 1, \"attached\": true}", "{\"oid\": 2, \"file\": 2, \"attached\": false}");
        String[] made = {
            "{\"oid\": 1, \"file\": 1, \"attached\": true}",
            "{\"oid\": 2, \"file\": 2, \"attached\": false}",
            "{\"oid\": 3, \"file\": 3, \"attached\": false}"
        };
        assertThat(mark(before).holds(source(before), HOT)).isTrue();
        assertThat(mark(before).holds(source(parted(made)), HOT)).as("made").isTrue();
        assertThat(mark(before).holds(source(parted(made[0], made[1], made[2].replace("false", "true"))), HOT))
                .as("attached")
                .isFalse();
        assertThat(mark(before).holds(source(parted(made[1])), HOT))
                .as("detached")
                .isFalse();
        assertThat(mark(before).holds(source(parted(made[0], made[1].replace("file\": 2", "file\": 4"))), HOT))
                .as("truncated")
                .isFalse();
        assertThat(mark(before).holds(source(parted(made[0], made[1].replace("false", "true"))), HOT))
                .as("renamed")
                .isTrue();
        assertThat(mark(table(1, ID)).holds(source(before.replace("\"last\": 5", "\"last\": 1")), HOT))
                .as("not kept")
                .isTrue();
    }

    @Test
    void namesMayBeAny() {
        String odd = "Ж\\\"\\\\ {}:,[]'`\\n😀";
        String before = table(2, ID, column(2, odd, 25, -1));
        assertThat(mark(before).holds(source(table(2, column(2, odd, 25, -1), ID)), HOT))
                .isTrue();
        assertThat(mark(before).holds(source(table(3, ID, column(3, odd, 25, -1))), HOT))
                .isFalse();
        assertThat(SourceColumns.parse(before).columns().get(1).name()).isEqualTo("Ж\"\\ {}:,[]'`\n😀");
    }

    @Test
    void withoutRememberedColumnsNothingIsInDoubt() {
        assertThat(mark("").holds(source(REMEMBERED), HOT)).isTrue();
        assertThat(mark(REMEMBERED).holds(source(""), HOT)).isTrue();
    }

    @Test
    void whatALaterVersionHasWrittenIsNamed() {
        assertThatThrownBy(() -> mark("{\"form\": 2}").holds(source(REMEMBERED), HOT))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("ops.loaded_tables");
    }

    private static boolean holds(String now) {
        return mark(REMEMBERED).holds(source(now), HOT);
    }

    private static Mark mark(String columns) {
        return new Mark(LoadedTables.LOADED, "", 16_400, HOT.uuid(), columns, false);
    }

    private static SourceRelation source(String columns) {
        return new SourceRelation(TABLE, 16_400, 3, false, true, columns);
    }

    private static String table(int last, String... columns) {
        return "{\"last\": " + last + ", \"columns\": [" + String.join(", ", columns) + "]}";
    }

    private static String parted(String... partitions) {
        return "{\"last\": 5, \"columns\": [" + ID + "], \"partitions\": [" + String.join(", ", partitions) + "]}";
    }

    private static String column(int number, String name, long type, int modifier) {
        return "{\"name\": \"" + name + "\", \"type\": " + type + ", \"number\": " + number + ", \"modifier\": "
                + modifier + "}";
    }
}
