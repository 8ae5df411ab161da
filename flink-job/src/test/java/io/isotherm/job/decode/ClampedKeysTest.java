package io.isotherm.job.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.model.DeadLetter.Reason;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.schema.Fixtures;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clamped, two keys out of range would be one row, and one of the two would be lost. */
class ClampedKeysTest {
    @ParameterizedTest
    @CsvSource({
        "int, io.debezium.time.Date, 120530, 2299-12-31",
        "long, io.debezium.time.MicroTimestamp, -9223372036854775808, 1900-01-01T00:00",
        "string, NUMERIC, 100000.00, 99999.99"
    })
    void aKeyIsNeverClampedAndTheSameValueOutsideTheKeyIs(String avro, String name, String text, String clamped) {
        String type = avro.equals("string")
                ? "{\"type\":\"string\",\"connect.parameters\":{\"__debezium.source.column.type\":\"NUMERIC\","
                        + "\"__debezium.source.column.length\":\"7\",\"__debezium.source.column.scale\":\"2\"}}"
                : "{\"type\":\"" + avro + "\",\"connect.name\":\"" + name + "\"}";
        Object value =
                switch (avro) {
                    case "int" -> Integer.valueOf(text);
                    case "long" -> Long.valueOf(text);
                    default -> text;
                };
        String fields = "{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"v\",\"type\":" + type + "}";

        Envelopes keyed = new Envelopes(fields, "{\"name\":\"v\",\"type\":" + type + "}");
        for (String op : new String[] {"c", "d"}) {
            assertThatThrownBy(() -> decode(keyed, op, value, null))
                    .as("op %s", op)
                    .isInstanceOfSatisfying(MalformedChangeException.class, e -> assertThat(e.reason())
                            .isEqualTo(Reason.OUT_OF_RANGE))
                    .hasMessageContaining("key column 'v'");
        }

        Envelopes beside = new Envelopes(fields, "{\"name\":\"id\",\"type\":\"long\"}");
        assertThat(decode(beside, "c", value, 1L)).isEqualTo(clamped);
    }

    private static String decode(Envelopes envelopes, String op, Object value, Long id) {
        Decoding decoding =
                new Decoding(envelopes.table(Fixtures.settings(null, OnOutOfRange.CLAMP)), envelopes.envelope, true);
        GenericRecord key = envelopes.key();
        key.put(0, id == null ? value : id);
        GenericRecord row = envelopes.row();
        row.put("id", 1L);
        row.put("v", value);
        RawRecord record = envelopes.record(
                key, op.equals("d") ? envelopes.change(op, row, null) : envelopes.change(op, null, row));
        return RowText.only(decoding.table.shape(), decoding.decode(record)).get("v");
    }
}
