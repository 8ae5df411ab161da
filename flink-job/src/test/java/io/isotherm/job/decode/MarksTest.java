package io.isotherm.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.schema.Fixtures;
import io.isotherm.job.schema.SourceTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarksTest {
    private static final String HSTORE = "{\"__debezium_unavailable_value\":\"__debezium_unavailable_value\"}";

    /** Updates that set a text to one of these left it as it was. */
    @ParameterizedTest
    @ValueSource(strings = {"__debezium_unavailable_value", "__isotherm_deleted_row_value", HSTORE})
    void aMarkBehindAZeroByteIsATextOfTheSource(String text) {
        assertThat(value("\"string\"", text)).isEmpty();
        assertThat(value("\"string\"", "\0" + text)).isEqualTo(text);
        assertThat(value("\"bytes\"", bytes("\0" + text))).isEqualTo(text);
        assertThat(value("\"bytes\"", bytes("\0\0\0" + text))).isEqualTo(printed("\0\0" + text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_",
                "_debezium_unavailable_value",
                "__debezium_unavailable_value.",
                "__debezium_unavailable_valuE"
            })
    void zeroBytesOfOtherValuesStay(String text) {
        assertThat(value("\"bytes\"", bytes(text))).isEqualTo(text);
        assertThat(value("\"bytes\"", bytes("\0" + text))).isEqualTo(printed("\0" + text));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link RowText} shows bytes that cannot be printed. */
    private static String printed(String text) {
        return "0x" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What becomes of a value; empty where the change does not bring it. */
    private static String value(String avro, Object sent) {
        Envelopes envelopes = Envelopes.ofColumn(avro);
        SourceTable table = envelopes.table(Fixtures.settings(null, OnOutOfRange.REJECT));
        Decoding decoding = new Decoding(table, envelopes.envelope, false);
        return RowText.only(table.shape(), decoding.decode(envelopes.insertOf(sent)))
                .get("v");
    }
}
