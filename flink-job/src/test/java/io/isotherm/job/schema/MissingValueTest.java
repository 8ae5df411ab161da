package io.isotherm.job.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.schema.SourceField.Mapping;
import io.isotherm.job.table.ColumnType;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MissingValueTest {
    private static final ColumnType ANY = new ColumnType("String", ColumnType.VARIABLE);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "BOOLEAN | t | true",
                "BOOLEAN | 0 | false",
                "INT16 | -1 | '-1'",
                "INT64 | -9223372036854775808 | '-9223372036854775808'",
                "FLOAT32 | 0.1 | 0.10000000149011612",
                "FLOAT64 | 1e-07 | 1.0E-7",
                "FLOAT64 | NaN | nan",
                "FLOAT64 | -Infinity | -inf",
                "FLOAT64 | -0 | -0.0",
                "STRING | it's \\ \"q\" | 'it\\'s \\\\ \"q\"'",
                "BYTES | \\xdeadbeef | '\\xde\\xad\\xbe\\xef'",
                "BYTES | \\x | ''",
                "UUID | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 | 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
                "DATE | 1999-12-31 | '1999-12-31'",
                "DATE | 1970-01-01 | '1970-01-01'",
                "TIME_MICROS | 24:00:00 | '24:00:00'",
                "TIME_MICROS | 00:00:00 | '00:00:00'",
                "TIMESTAMP_MICROS | 1969-12-31 23:59:59.5 | '1969-12-31 23:59:59.500000'",
                "TIMESTAMP_MILLIS | 2024-02-29 00:00:00 | '2024-02-29 00:00:00'",
                "TIMESTAMP_ISO | 2024-02-29 10:00:00.000001+00 | '2024-02-29 10:00:00.000001'",
                "DECIMAL_STRING | -1.50 | '-1.50'",
                "NUMERIC_TEXT | NaN | 'NaN'",
                "NUMERIC_INTEGER_TEXT | 1200 | '1200'",
                "DATE_TEXT | 0044-03-15 BC | '0044-03-15 BC'",
                "TIMESTAMP_ISO_TEXT | infinity | 'infinity'",
                "BITS | 101 | '101'"
            })
    void isALiteralOfWhatPostgresPrints(Encoding encoding, String text, String literal) {
        assertThat(of(encoding, "", text, false)).isEqualTo(new MissingValue(literal, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 mon -2 days | P0Y1M-2DT0H0M0S",
                "-1 years -2 mons +3 days -04:05:06.5 | P-1Y-2M3DT-4H-5M-6.5S",
                "00:00:00 | P0Y0M0DT0H0M0S",
                "2562047788:00:54.775807 | P0Y0M0DT2562047788H0M54.775807S",
                "-infinity | -infinity",
                "178000000 years | P178000000Y0M0DT0H0M0S"
            })
    void anIntervalHasTheFormThatTheConnectorGivesIt(String text, String sent) {
        assertThat(of(Encoding.STRING, "io.debezium.time.Interval", text, false).literal())
                .isEqualTo("'" + sent + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12:30:00+05:30 | 07:00:00Z",
                "01:00:00.25+02 | 23:00:00.25Z",
                "23:00:00-02 | 01:00:00Z",
                "12:00:00+00:19:32 | 11:40:28Z"
            })
    void aTimeWithZoneIsInUtc(String text, String sent) {
        assertThat(of(Encoding.STRING, "io.debezium.time.ZonedTime", text, false)
                        .literal())
                .isEqualTo("'" + sent + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "DATE | infinity | '2299-12-31'",
                "DATE | 0044-03-15 BC | '1900-01-01'",
                "DATE | 12345-06-07 | '2299-12-31'",
                "TIMESTAMP_MICROS | -infinity | '1900-01-01 00:00:00'",
                "TIMESTAMP_ISO | 4000-01-01 00:00:00+00 | '2299-12-31 23:59:59.999999'",
                "TIMESTAMP_ISO | 0044-03-15 12:00:00+00 BC | '1900-01-01 00:00:00'"
            })
    void whatIsOutOfRangeIsClampedOrNotKnown(Encoding encoding, String text, String clamped) {
        assertThat(of(encoding, "", text, false).isKnown()).isFalse();
        assertThat(of(encoding, "", text, true).literal()).isEqualTo(clamped);
    }

    /** A type that is forgotten here would give all its tables a wrong value. */
    @ParameterizedTest
    @EnumSource(Encoding.class)
    void whatIsNoValueOfTheTypeIsNotKnown(Encoding encoding) {
        boolean isText =
                encoding == Encoding.STRING || encoding.name().endsWith("_TEXT") && encoding != Encoding.DURATION_TEXT;

        assertThat(of(encoding, "", "no value", false).isKnown()).isEqualTo(isText);
    }

    @Test
    void withoutAValueItIsNullUnlessNobodyHasAsked() {
        Schema plain = Schema.create(Schema.Type.INT);
        assertThat(of(plain)).isEqualTo(new MissingValue(null, true));

        Schema parsed = Schema.create(Schema.Type.INT);
        parsed.addProp("connect.default", 7);
        assertThat(of(parsed).isKnown())
                .as("Debezium's reading of an expression")
                .isFalse();

        Schema rewritten = Schema.create(Schema.Type.INT);
        rewritten.addProp("connect.parameters", Map.of("isotherm.missing.unknown", "true"));
        assertThat(of(rewritten).isKnown()).isFalse();
    }

    private static MissingValue of(Schema schema) {
        return MissingValue.of(new AvroField("c", schema, 0), new Mapping(ANY, Encoding.INT32), false);
    }

    private static MissingValue of(Encoding encoding, String semanticName, String text, boolean clamp) {
        Schema schema = Schema.create(Schema.Type.STRING);
        schema.addProp("connect.name", semanticName);
        schema.addProp("connect.parameters", Map.of(MissingValue.VALUE, text));
        return MissingValue.of(new AvroField("c", schema, 0), new Mapping(ANY, encoding), clamp);
    }
}
