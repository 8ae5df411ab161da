package io.isotherm.job.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A table read from the catalog gets the columns that the connector's own schemas give it. */
class PostgresTableTest {
    private static final TableId ALL_TYPES = new TableId("ecommerce", "public", "all_types");
    /** The schema was recorded when these did not arrive as texts. */
    private static final String[] LEFT_OUT = {"c_name", "c_schar", "c_varbit", "c_varbitu", "c_hstore"};

    @ParameterizedTest
    @EnumSource(OnOutOfRange.class)
    void everyTypeBecomesTheColumnThatTheStreamMakes(OnOutOfRange onOutOfRange) {
        TableSettings settings = Fixtures.settings(null, onOutOfRange, LEFT_OUT);
        SourceTable streamed = Fixtures.table("all_types", 3, 4, settings);

        SourceTable read = PostgresTable.of(ALL_TYPES, catalog("all_types", 4), List.of("id"), settings);

        assertThat(read.shape().columns())
                .containsExactlyElementsOf(streamed.shape().columns());
        assertThat(read.shape().keyColumns()).isEqualTo(streamed.shape().keyColumns());
        assertThat(read.shape().retention()).isEqualTo(streamed.shape().retention());
        assertThat(read.fields().stream().map(SourceField::mapping))
                .containsExactlyElementsOf(
                        streamed.fields().stream().map(SourceField::mapping).toList());
    }

    @Test
    void aPartitionColumnIsTheSame() {
        TableSettings settings = Fixtures.settings("at", OnOutOfRange.REJECT);
        SourceTable streamed = Fixtures.table("small_", 11, 12, settings);

        SourceTable read = PostgresTable.of(
                new TableId("ecommerce", "public", "small_"),
                catalog("small_", 12),
                streamed.keyFields().stream().map(AvroField::name).toList(),
                settings);

        assertThat(read.shape().columns())
                .containsExactlyElementsOf(streamed.shape().columns());
        assertThat(read.shape().partitionColumn()).isEqualTo(streamed.shape().partitionColumn());
    }

    @Test
    void whatOlderRowsShowBecomesALiteralAsInTheStream() {
        assertThat(shownBefore("int4", -1, "7")).isEqualTo("'7'");
        assertThat(shownBefore("numeric", (12 << 16 | 2) + 4, "1.50")).isEqualTo("'1.50'");
        assertThat(shownBefore("text", -1, "it's")).isEqualTo("'it\\'s'");
        assertThat(shownBefore("timestamptz", -1, "2024-02-29 10:00:00+00")).isEqualTo("'2024-02-29 10:00:00'");
        assertThat(shownBefore("bytea", -1, "\\x00")).isEqualTo("'\\x00'");
    }

    @Test
    void typesWithoutAFormOfTheirOwnAreTexts() {
        // of a range, a composite and the like the catalog reader gives no name
        for (String type : List.of("_int4", "name", "varbit", "tsvector", "point", "hstore", "")) {
            Column column = table(ofType(type), TableSettings.DEFAULTS)
                    .shape()
                    .columns()
                    .get(1);

            assertThat(column.type().name()).as(type).isEqualTo("String");
            assertThat(column.toastable()).as(type + " may be long").isTrue();
            assertThat(column.defaultExpression()).as(type).isEqualTo("'{}'");
        }
    }

    @Test
    void whatIsNotToArriveAsTextIsRefusedWithARemedy() {
        TableSettings report = TablesConfig.parse(
                        "test", "sources: {ecommerce: {on_unsupported: report, tables: [a.b]}}")
                .settingsOf(TableId.of("ecommerce", "a.b"))
                .orElseThrow();

        assertThatThrownBy(() -> table(ofType("_int4"), report))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageContaining("ecommerce.public.all_types.odd: type _INT4")
                .hasMessageContaining("'exclude' in tables.yaml");
        assertThatThrownBy(() -> table(ofType("refcursor"), TableSettings.DEFAULTS))
                .isInstanceOf(UnsupportedTypeException.class);
    }

    private static PostgresColumn ofType(String type) {
        return new PostgresColumn("odd", type, type, false, -1, false, "{}");
    }

    private static String shownBefore(String type, int modifier, String text) {
        return table(new PostgresColumn("odd", type, type, false, modifier, false, text), TableSettings.DEFAULTS)
                .shape()
                .columns()
                .get(1)
                .defaultExpression();
    }

    private static SourceTable table(PostgresColumn column, TableSettings settings) {
        PostgresColumn id = new PostgresColumn("id", "int8", "int8", false, -1, true, null);
        return PostgresTable.of(ALL_TYPES, List.of(id, column), List.of("id"), settings);
    }

    /** What Postgres' catalog says of the table that the recorded schema describes. */
    private static List<PostgresColumn> catalog(String table, int valueId) {
        Schema row = AvroField.of(Fixtures.schema(table, "value", valueId).getField("after"))
                .type();
        List<PostgresColumn> columns = new ArrayList<>();
        for (Schema.Field each : row.getFields()) {
            AvroField field = AvroField.of(each);
            if (Set.of(LEFT_OUT).contains(field.columnName())) {
                continue;
            }
            String type = field.sourceType().toLowerCase(Locale.ROOT);
            columns.add(new PostgresColumn(
                    field.columnName(),
                    type,
                    type,
                    type.equals("mood"),
                    modifier(type, field),
                    field.nullBranch() < 0,
                    null));
        }
        return columns;
    }

    private static int modifier(String type, AvroField field) {
        int length = field.sourceLength();
        return switch (type) {
            case "numeric" -> length == 131_089 ? -1 : (length << 16 | field.sourceScale()) + 4;
            case "varchar", "bpchar" -> length == Integer.MAX_VALUE ? -1 : length + 4;
            case "bit" -> length;
            case "timestamp", "timestamptz" -> field.sourceScale();
            default -> -1;
        };
    }
}
