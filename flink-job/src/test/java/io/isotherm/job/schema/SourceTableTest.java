package io.isotherm.job.schema;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.DeadLetter.Reason;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.RowShape.Retention;
import io.isotherm.job.table.ShapeRef;
import io.isotherm.job.table.TableId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTableTest {
    private static final String[] LOSSY = {"c_varbit", "c_varbitu"};

    @Test
    void mapsEveryTypeOfTheContract() {
        assertThat(types(allTypes(OnOutOfRange.REJECT)))
                .contains(
                        entry("id", "Int64"),
                        entry("c_bool", "Nullable(Bool)"),
                        entry("c_i2", "Nullable(Int16)"),
                        entry("c_i4", "Nullable(Int32)"),
                        entry("c_i8", "Nullable(Int64)"),
                        entry("c_f4", "Nullable(Float32)"),
                        entry("c_f8", "Nullable(Float64)"),
                        entry("c_num", "Nullable(Decimal(12, 2))"),
                        entry("c_num76", "Nullable(Decimal(76, 10))"),
                        entry("c_num77", "Nullable(String)"),
                        entry("c_numneg", "Nullable(String)"),
                        entry("c_numscale", "Nullable(String)"),
                        entry("c_numunb", "Nullable(String)"),
                        entry("c_money", "Nullable(Decimal(19, 2))"),
                        entry("c_varchar", "Nullable(String)"),
                        entry("c_uuid", "Nullable(UUID)"),
                        entry("c_bytea", "Nullable(String)"),
                        entry("c_date", "Nullable(Date32)"),
                        entry("c_ts", "Nullable(DateTime64(6, 'UTC'))"),
                        entry("c_ts3", "Nullable(DateTime64(6, 'UTC'))"),
                        entry("c_tstz", "Nullable(DateTime64(6, 'UTC'))"),
                        entry("c_time", "Nullable(Time64(6))"),
                        entry("c_interval", "Nullable(String)"),
                        entry("c_enum", "LowCardinality(Nullable(String))"),
                        entry("c_bit1", "Nullable(Bool)"),
                        entry("c_bit9", "Nullable(String)"),
                        entry("c_nn_text", "String"),
                        entry("c_nn_num", "Decimal(10, 4)"));
    }

    @Test
    void onOutOfRangeStringKeepsTheSourcesText() {
        assertThat(types(allTypes(OnOutOfRange.STRING)))
                .contains(
                        entry("c_num", "Nullable(String)"),
                        entry("c_date", "Nullable(String)"),
                        entry("c_ts", "Nullable(String)"),
                        entry("c_tstz", "Nullable(String)"),
                        entry("c_nn_num", "String"),
                        entry("c_time", "Nullable(Time64(6))"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c_varbit", "c_varbitu"})
    void refusesTypesThatTheConnectorDoesNotCarryWhole(String column) {
        String[] others =
                List.of(LOSSY).stream().filter(name -> !name.equals(column)).toArray(String[]::new);

        assertThatThrownBy(
                        () -> Fixtures.table("all_types", 3, 4, Fixtures.settings(null, OnOutOfRange.REJECT, others)))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageContaining("ecommerce.public.all_types." + column)
                .hasMessageContaining("exclude");
    }

    @Test
    void refusesArraysByName() {
        assertThatThrownBy(() -> Fixtures.table("domains_", 14, 15, TableSettings.DEFAULTS))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageContaining("domains_.arr: type _INT4 (Avro array)");
    }

    @Test
    void leavesOutWhatItCannotMapWhereTablesYamlSaysSo() {
        TableSettings settings = TablesConfig.parse(
                        "test", "sources: {ecommerce: {on_unsupported: exclude, tables: [public.*]}}")
                .settingsOf(new TableId("ecommerce", "public", "domains_"))
                .orElseThrow();

        SourceTable table = Fixtures.table("domains_", 14, 15, settings);

        assertThat(types(table))
                .containsExactly(entry("id", "Int32"), entry("p", "Nullable(Int32)"), entry("a", "Nullable(String)"));
    }

    @Test
    void mapsDomainsByTheirBaseType() {
        SourceTable table = Fixtures.table("domains_", 14, 15, Fixtures.settings(null, OnOutOfRange.REJECT, "arr"));

        assertThat(types(table))
                .containsExactly(entry("id", "Int32"), entry("p", "Nullable(Int32)"), entry("a", "Nullable(String)"));
    }

    /** The recorded schemas have what Debezium reads from the text of the defaults. */
    @Test
    void defaultsThatNobodyHasAskedPostgresForAreNotTaken() {
        SourceTable table = Fixtures.table("defaults_", 5, 6, TableSettings.DEFAULTS);

        assertThat(table.shape().columns())
                .allMatch(column -> column.defaultExpression() == null)
                .filteredOn(Column::lacksOldValues)
                .extracting(Column::name)
                .contains("n_i4", "n_now", "nn_text")
                .doesNotContain("id", "n_bytea");
    }

    @Test
    void wideTablesKeepTheRowAndNarrowOnesDoNot() {
        SourceTable wide = Fixtures.table("toast_", 7, 8, TableSettings.DEFAULTS);
        assertThat(wide.shape().retention()).isEqualTo(Retention.ROW);
        assertThat(column(wide, "t").toastable()).isTrue();
        assertThat(column(wide, "z").toastable()).isFalse();

        assertThat(small(null).retention()).isEqualTo(Retention.VERSION);
        assertThat(small("at").retention()).isEqualTo(Retention.PARTITION);
        assertThat(small(null).columns()).noneMatch(Column::toastable);
    }

    @Test
    void excludedColumnsMakeTheWidthUnknown() {
        SourceTable table = Fixtures.table("small_", 11, 12, Fixtures.settings(null, OnOutOfRange.REJECT, "b"));

        assertThat(table.shape().columns()).extracting(Column::name).containsExactly("id", "a", "c", "at");
        assertThat(table.shape().retention()).isEqualTo(Retention.ROW);
        assertThat(column(table, "a").toastable()).isTrue();
        assertThat(column(table, "c").toastable()).as("16 bytes at most").isFalse();
    }

    @Test
    void keyColumnsFollowTheKeysOrder() {
        RowShape shape = Fixtures.table("toast_", 7, 8, TableSettings.DEFAULTS).shape();

        assertThat(shape.keyColumns()).containsExactly(1, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere, '', partition_by names column 'nowhere'",
        "c, '', ecommerce.public.small_.c is of type Decimal(12, 2)",
        "at, at, partition_by names column 'at'",
        "'', id, a key column cannot be excluded"
    })
    void settingsThatDoNotFitAreRefused(String partitionBy, String exclude, String message) {
        TableSettings settings = Fixtures.settings(
                partitionBy.isEmpty() ? null : partitionBy,
                OnOutOfRange.REJECT,
                exclude.isEmpty() ? new String[0] : new String[] {exclude});

        assertThatThrownBy(() -> Fixtures.table("small_", 11, 12, settings))
                .isInstanceOfSatisfying(
                        SchemaException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SCHEMA_INCOMPATIBLE))
                .hasMessageContaining("ecommerce.public.small_")
                .hasMessageContaining(message);
    }

    @Test
    void aRowThatTheConnectorWithholdsIsRefusedWithItsReason() {
        Schema key = SchemaBuilder.record("Key").fields().requiredLong("id").endRecord();
        Schema row = SchemaBuilder.record("Value").fields().requiredLong("id").endRecord();
        row.addProp("connect.parameters", Map.of("isotherm.withheld", "column email is to be hashed"));
        ShapeRef ref = new ShapeRef("ecommerce.public.people", 1, 2);

        assertThatThrownBy(() -> SourceTable.of(ref, key, envelope(row), TableSettings.DEFAULTS))
                .isInstanceOf(SchemaException.class)
                .hasMessage("ecommerce.public.people: column email is to be hashed");
    }

    @Test
    void nothingIsKeptOfARowThatIsAChange() {
        Schema key = SchemaBuilder.record("Key").fields().requiredLong("_lsn").endRecord();
        Schema row = SchemaBuilder.record("Value")
                .fields()
                .requiredLong("_lsn")
                .requiredString("text")
                .endRecord();
        row.addProp("connect.parameters", Map.of("isotherm.appended", "true"));
        ShapeRef ref = new ShapeRef("ecommerce.public.log", 1, 2);

        assertThat(SourceTable.of(ref, key, envelope(row), TableSettings.DEFAULTS)
                        .shape()
                        .retention())
                .isEqualTo(RowShape.Retention.NONE);
    }

    @Test
    void partitionColumnStaysADateInStringMode() {
        SourceTable table = Fixtures.table("small_", 11, 12, Fixtures.settings("at", OnOutOfRange.STRING));

        assertThat(column(table, "at").type().name()).isEqualTo("Date32");
    }

    private static Schema envelope(Schema row) {
        return SchemaBuilder.record("Envelope")
                .fields()
                .name("after")
                .type(Schema.createUnion(Schema.create(Schema.Type.NULL), row))
                .noDefault()
                .endRecord();
    }

    private static RowShape small(String partitionBy) {
        return Fixtures.table("small_", 11, 12, Fixtures.settings(partitionBy, OnOutOfRange.REJECT))
                .shape();
    }

    private static SourceTable allTypes(OnOutOfRange onOutOfRange) {
        return Fixtures.table("all_types", 3, 4, Fixtures.settings(null, onOutOfRange, LOSSY));
    }

    private static Map<String, String> types(SourceTable table) {
        Map<String, String> types = new LinkedHashMap<>();
        table.shape().columns().forEach(column -> types.put(column.name(), column.clickHouseType()));
        return types;
    }

    private static Column column(SourceTable table, String name) {
        return table.shape().columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
