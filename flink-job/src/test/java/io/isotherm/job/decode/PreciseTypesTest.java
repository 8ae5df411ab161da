package io.isotherm.job.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.model.DeadLetter.Reason;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.schema.Fixtures;
import io.isotherm.job.schema.SourceTable;
import io.isotherm.job.schema.UnsupportedTypeException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Representations that other settings of the connector produce, and the edges of ranges. */
class PreciseTypesTest {
    private static final String DECIMAL =
            "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":%d,\"scale\":%d,\"connect.name\":"
                    + "\"org.apache.kafka.connect.data.Decimal\"}";

    @ParameterizedTest
    @CsvSource({
        "int, io.debezium.time.Time, 86400000, 86400000000us",
        "long, io.debezium.time.NanoTime, 1000, 1us",
        "int, org.apache.kafka.connect.data.Time, 1, 1000us",
        "int, org.apache.kafka.connect.data.Date, -25567, 1900-01-01",
        "int, io.debezium.time.Date, 120529, 2299-12-31",
        "long, io.debezium.time.NanoTimestamp, -1000, 1969-12-31T23:59:59.999999",
        "long, org.apache.kafka.connect.data.Timestamp, -1, 1969-12-31T23:59:59.999",
        "long, io.debezium.time.MicroTimestamp, 10413791999999999, 2299-12-31T23:59:59.999999",
        "long, io.debezium.time.MicroTimestamp, -2208988800000000, 1900-01-01T00:00",
        "long, io.debezium.time.MicroDuration, 90000000, P0Y0M0DT0H0M90S",
        "long, io.debezium.time.MicroDuration, -500000, P0Y0M0DT0H0M-0.5S"
    })
    void numbersOfOtherPrecisions(String avro, String name, long value, String expected) {
        Object boxed = avro.equals("int") ? (Object) (int) value : (Object) value;

        assertThat(decode(named(avro, name), boxed, OnOutOfRange.REJECT)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-02-29T10:34:56Z, 2024-02-29T10:34:56",
        "2024-02-29T10:34:56.7Z, 2024-02-29T10:34:56.700",
        "2024-02-29T10:34:56.789012000Z, 2024-02-29T10:34:56.789012",
        "2024-02-29T10:34:56+02:00, 2024-02-29T08:34:56",
        "2024-02-29T10:34:56-00:30, 2024-02-29T11:04:56",
        "2024-02-29T10:34Z, 2024-02-29T10:34",
        "1900-01-01T00:00:00Z, 1900-01-01T00:00",
        "2299-12-31T23:59:59.999999Z, 2299-12-31T23:59:59.999999"
    })
    void zonedTimestamps(String text, String expected) {
        assertThat(decode(zoned(), text, OnOutOfRange.REJECT)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1899-12-31T23:59:59.999999Z",
        "2300-01-01T00:00:00Z",
        "+294276-12-31T23:59:59Z",
        "-4713-01-01T00:00:00Z",
        "infinity",
        "-infinity",
        "2024-02-29T10:34:56.7890121Z"
    })
    void zonedTimestampsOutOfRange(String text) {
        refused(zoned(), text, Reason.OUT_OF_RANGE);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "2024",
        "2024-13-01T00:00:00Z",
        "2024-01-01T00:00:00",
        "2024-01-01 00:00:00Z",
        "2024-01-01T00:00:00Zx"
    })
    void textThatIsNoTimestamp(String text) {
        refused(zoned(), text, Reason.CORRUPT_RECORD);
    }

    @ParameterizedTest
    @CsvSource({
        "9, 2, -12345, -123.45",
        "18, 0, 999999999999999999, 999999999999999999",
        "38, 38, 1, 0.00000000000000000000000000000000000001",
        "76, 0, -9999999999999999999999999999999999999999999999999999999999999999999999999999, "
                + "-9999999999999999999999999999999999999999999999999999999999999999999999999999",
        "64, 0, 5, 5"
    })
    void decimalsOfPreciseMode(int precision, int scale, BigInteger unscaled, String expected) {
        ByteBuffer bytes = ByteBuffer.wrap(unscaled.toByteArray());

        assertThat(decode(DECIMAL.formatted(precision, scale), bytes, OnOutOfRange.REJECT))
                .isEqualTo(expected);
        assertThat(decode(DECIMAL.formatted(precision, scale), bytes, OnOutOfRange.STRING))
                .isEqualTo(expected);
    }

    @Test
    void numericsWithoutScaleAreText() {
        String avro = "{\"type\":\"record\",\"name\":\"VariableScaleDecimal\",\"connect.name\":"
                + "\"io.debezium.data.VariableScaleDecimal\",\"fields\":[{\"name\":\"scale\",\"type\":\"int\"},"
                + "{\"name\":\"value\",\"type\":\"bytes\"}]}";
        Schema schema = new Schema.Parser().parse(avro);
        GenericRecord value = new GenericData.Record(schema);
        value.put("scale", 30);
        value.put("value", ByteBuffer.wrap(new byte[] {1}));

        assertThat(decode(avro, value, OnOutOfRange.REJECT)).isEqualTo("0.000000000000000000000000000001");
    }

    @ParameterizedTest
    @CsvSource({
        "99999.99, 99999.99, 99999.99",
        "-100000.00, '', -99999.99",
        "POSITIVE_INFINITY, '', 99999.99",
        "NEGATIVE_INFINITY, '', -99999.99",
        "7, 7.00, 7.00",
        "0.5, 0.50, 0.50",
        "0.005, '', 0.01",
        "00000000000000000000000000007.10, 7.10, 7.10"
    })
    void decimalTextIsRefusedOrClamped(String text, String rejecting, String clamping) {
        String avro = numeric(7, 2);
        if (rejecting.isEmpty()) {
            refused(avro, text, Reason.OUT_OF_RANGE);
        } else {
            assertThat(decode(avro, text, OnOutOfRange.REJECT)).isEqualTo(rejecting);
        }
        assertThat(decode(avro, text, OnOutOfRange.CLAMP)).isEqualTo(clamping);
        assertThat(decode(avro, text, OnOutOfRange.STRING))
                .isEqualTo(text.replace("POSITIVE_INFINITY", "Infinity").replace("NEGATIVE_INFINITY", "-Infinity"));
    }

    @Test
    void notANumberHasNoNearestDecimal() {
        assertThatThrownBy(() -> decode(numeric(7, 2), "NAN", OnOutOfRange.CLAMP))
                .isInstanceOfSatisfying(MalformedChangeException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.OUT_OF_RANGE));
        assertThat(decode(numeric(7, 2), "NAN", OnOutOfRange.STRING)).isEqualTo("NaN");
    }

    @ParameterizedTest
    @CsvSource({"''", "-", "1e5", "1.2.3", "abc"})
    void textThatIsNoNumber(String text) {
        refused(numeric(7, 2), text, Reason.CORRUPT_RECORD);
    }

    @ParameterizedTest
    @CsvSource({
        "double, NUMERIC, decimal.handling.mode=string",
        "string, BYTEA, binary.handling.mode=bytes",
        "boolean, VARBIT, loses its length"
    })
    void settingsThatLoseValuesAreRefusedWithTheRemedy(String avro, String source, String remedy) {
        String schema = "{\"type\":\"" + avro + "\",\"connect.parameters\":{\"__debezium.source.column.type\":\""
                + source + "\"}}";

        assertThatThrownBy(() -> table(Envelopes.ofColumn(schema), OnOutOfRange.REJECT))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageContaining("shop.public.t.v: type " + source)
                .hasMessageContaining(remedy);
    }

    /** Under each name that the connector has for them, and on the right side of all days. */
    @ParameterizedTest
    @CsvSource({
        "int, io.debezium.time.Date, -2147472692, infinity, 2299-12-31",
        "int, io.debezium.time.Date, -2147472691, -infinity, 1900-01-01",
        "long, io.debezium.time.MicroTimestamp, 9223372036825200000, infinity, 2299-12-31T23:59:59.999999",
        "long, io.debezium.time.MicroTimestamp, -9223372036832400000, -infinity, 1900-01-01T00:00",
        "long, io.debezium.time.MicroTimestamp, 9223372036854775807, infinity, 2299-12-31T23:59:59.999999",
        "long, io.debezium.time.MicroTimestamp, -9223372036854775808, -infinity, 1900-01-01T00:00",
        "long, io.debezium.time.Timestamp, 9223372036825200, infinity, 2299-12-31T23:59:59.999999",
        "long, io.debezium.time.Timestamp, -9223372036832400, -infinity, 1900-01-01T00:00"
    })
    void infinities(String avro, String name, long value, String text, String clamped) {
        Object boxed = avro.equals("int") ? (Object) (int) value : (Object) value;

        assertThat(decode(named(avro, name), boxed, OnOutOfRange.STRING)).isEqualTo(text);
        assertThat(decode(named(avro, name), boxed, OnOutOfRange.CLAMP)).isEqualTo(clamped);
    }

    @ParameterizedTest
    @CsvSource({"-2440588, 4714-11-24 BC", "-719560, 0002-11-30 BC", "-141432, 1582-10-10", "2145042905, 5874897-12-31"
    })
    void datesAsPostgresPrintsThem(int day, String text) {
        assertThat(decode(named("int", "io.debezium.time.Date"), day, OnOutOfRange.STRING))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"-2147483648, an UPDATE of the row", "-2440589, cannot carry", "2145042906, cannot carry"})
    void whatIsNoDayOfPostgresIsNotPrinted(int day, String cause) {
        assertThatThrownBy(() -> decode(named("int", "io.debezium.time.Date"), day, OnOutOfRange.STRING))
                .isInstanceOfSatisfying(MalformedChangeException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.OUT_OF_RANGE))
                .hasMessageContaining(cause);
    }

    @Test
    void aPartitionColumnsValueTravelsBesideTheRow() {
        Envelopes envelopes = Envelopes.ofColumn("[\"null\"," + named("int", "io.debezium.time.Date") + "]");
        SourceTable table = envelopes.table(Fixtures.settings("v", OnOutOfRange.REJECT));
        Decoding decoding = new Decoding(table, envelopes.envelope, false);

        var known = decoding.decode(envelopes.insertOf(19_000)).rows();
        var unknown = decoding.decode(envelopes.insertOf(null)).rows();

        assertThat(known.next() && unknown.next()).isTrue();
        assertThat(known.partitionValue()).isEqualTo(19_000);
        assertThat(known.flags()).isZero();
        assertThat(unknown.partitionValue()).isZero();
        assertThat(unknown.is(RowFormat.PARTITION_NULL)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"BYTEA", "token"})
    void bytesOfADomainAreThoseOfBytea(String source) {
        String avro =
                "{\"type\":\"bytes\",\"connect.parameters\":{\"__debezium.source.column.type\":\"" + source + "\"}}";

        assertThat(decode(avro, ByteBuffer.wrap(new byte[] {0x61, 0x7a}), OnOutOfRange.REJECT))
                .isEqualTo("az");
    }

    private static String decode(String avro, Object value, OnOutOfRange onOutOfRange) {
        Envelopes envelopes = Envelopes.ofColumn(avro);
        SourceTable table = table(envelopes, onOutOfRange);
        Decoding decoding = new Decoding(table, envelopes.envelope, onOutOfRange == OnOutOfRange.CLAMP);
        Map<String, String> row = RowText.only(table.shape(), decoding.decode(envelopes.insertOf(value)));
        return row.get("v");
    }

    private static void refused(String avro, Object value, Reason reason) {
        assertThatThrownBy(() -> decode(avro, value, OnOutOfRange.REJECT))
                .isInstanceOfSatisfying(MalformedChangeException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason))
                .hasMessageContaining("column 'v'");
    }

    private static SourceTable table(Envelopes envelopes, OnOutOfRange onOutOfRange) {
        return envelopes.table(Fixtures.settings(null, onOutOfRange));
    }

    private static String zoned() {
        return named("string", "io.debezium.time.ZonedTimestamp");
    }

    private static String named(String type, String name) {
        return "{\"type\":\"" + type + "\",\"connect.name\":\"" + name + "\"}";
    }

    private static String numeric(int precision, int scale) {
        return "{\"type\":\"string\",\"connect.parameters\":{\"__debezium.source.column.type\":\"NUMERIC\","
                + "\"__debezium.source.column.length\":\"" + precision + "\",\"__debezium.source.column.scale\":\""
                + scale + "\"}}";
    }
}
