package io.isotherm.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ColumnRulesTest {
    private static TableSettings settings(String entry) {
        return TablesConfig.parse("test", "sources: {shop: {tables: [{public.t: {" + entry + "}}]}}")
                .settingsOf(new TableId("shop", "public", "t"))
                .orElseThrow();
    }

    private static ColumnComparison comparison(TableSettings settings, SourceColumn source, String targetType) {
        return rules(settings).comparison(source, Optional.of(new TargetColumn(source.name(), targetType)));
    }

    private static ColumnRules rules(TableSettings settings, String... key) {
        return new ColumnRules(new ReplicatedTable(
                new TableId("shop", "public", "t"), settings, List.of(), List.of(key), List.of(), null));
    }

    private static SourceColumn column(String type) {
        return new SourceColumn(1, "c", type, false, -1, type);
    }

    @Test
    void putsTheLengthBeforeFreeText() {
        ColumnComparison text = comparison(TableSettings.DEFAULTS, column("text"), "Nullable(String)");

        assertThat(text.sourceEncoding())
                .isEqualTo("coalesce(octet_length((t.\"c\"::text)) || ':' || (t.\"c\"::text), '~')");
        assertThat(text.targetEncoding()).isEqualTo("ifNull(concat(toString(length(t.`c`)), ':', t.`c`), '~')");
        assertThat(text.reservation()).isEmpty();
    }

    @Test
    void comparesDecimalsAtTheLargerScale() {
        SourceColumn source = new SourceColumn(1, "c", "numeric", false, 4, "numeric(12,4)");

        ColumnComparison decimal = comparison(TableSettings.DEFAULTS, source, "Decimal(12, 2)");

        assertThat(decimal.sourceEncoding()).contains("round(t.\"c\", 4)::text");
        assertThat(decimal.targetEncoding()).contains("toDecimalString(t.`c`, 4)");
    }

    @Test
    void comparesFloatsAsDoublesIfOneSideIsWider() {
        assertThat(comparison(TableSettings.DEFAULTS, column("float4"), "Float32")
                        .sourceEncoding())
                .contains("float4send(t.\"c\"::float4)");
        assertThat(comparison(TableSettings.DEFAULTS, column("float4"), "Float64")
                        .sourceEncoding())
                .contains("float8send(t.\"c\"::float8)");
    }

    @Test
    void clampsOnlyWhereTheTableAsksForIt() {
        assertThat(comparison(settings("on_out_of_range: clamp"), column("date"), "Date32")
                        .sourceEncoding())
                .contains("least(t.\"c\", date '2299-12-31')")
                .contains("date '1900-01-01'");
        assertThat(comparison(TableSettings.DEFAULTS, column("date"), "Date32").sourceEncoding())
                .doesNotContain("least");
        assertThat(rules(settings("on_out_of_range: clamp"), "c")
                        .comparison(column("date"), Optional.of(new TargetColumn("c", "Date32")))
                        .sourceEncoding())
                .as("two keys would be one")
                .doesNotContain("least");
    }

    @Test
    void keepsTheOffsetOfATimestampThatIsStoredAsText() {
        assertThat(comparison(settings("on_out_of_range: string"), column("timestamptz"), "String")
                        .sourceText())
                .isEqualTo("t.\"c\"::text");
    }

    @Test
    void comparesEveryOtherTypeByTheTextThatPostgresPrints() {
        ColumnComparison hstore = comparison(TableSettings.DEFAULTS, column("hstore"), "String");

        assertThat(hstore.sourceText()).isEqualTo("CASE WHEN t.\"c\" IS NULL THEN NULL ELSE concat(t.\"c\") END");
        assertThat(hstore.reservation()).isEmpty();
    }

    @Test
    void saysWhatItDoesNotCompare() {
        assertThat(comparison(TableSettings.DEFAULTS, column("hstore"), "Int32").reservation())
                .hasValueSatisfying(reason -> assertThat(reason).contains("hstore against Int32 has no rule"));
        assertThat(comparison(settings("hash: [c]"), column("text"), "String").reservation())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("hashed"));
        assertThat(comparison(TableSettings.DEFAULTS, column("int4"), "Float64").reservation())
                .isPresent();
        assertThat(rules(TableSettings.DEFAULTS)
                        .comparison(column("int4"), Optional.empty())
                        .targetEncoding())
                .isEqualTo(ColumnComparison.NULL);
    }

    @Test
    void quotesNames() {
        SourceColumn odd = new SourceColumn(1, "a\"b`c\\", "int4", false, -1, "integer");

        ColumnComparison number = comparison(TableSettings.DEFAULTS, odd, "Int32");

        assertThat(number.sourceText()).isEqualTo("t.\"a\"\"b`c\\\"::text");
        assertThat(number.targetText()).isEqualTo("toString(t.`a\"b\\`c\\\\`)");
    }
}
