package io.isotherm.connect;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.debezium.time.Interval;
import java.math.BigDecimal;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.postgresql.core.Oid;
import org.postgresql.util.PGobject;

/**
 * Sends every interval in Debezium's ISO form, from the text that Postgres prints. Debezium by itself goes through the
 * driver's {@code PGInterval}, whose hours have 32 bits: one row beyond them makes it start again for ever.
 *
 * <p>An infinite interval has no parts and stays the word that Postgres has for it.
 */
public final class SourceIntervals implements CustomConverter<SchemaBuilder, RelationalColumn> {
    /** Where its settings are, by the name that it has in them. */
    static final String SETTINGS = "sourceIntervals";

    private static final String ZERO = "P0Y0M0DT0H0M0S";

    /** As {@code IntervalStyle} postgres prints it, which the connector's sessions have. */
    private static final Pattern TEXT = Pattern.compile("(?:([+-]?\\d+) years? ?)?(?:([+-]?\\d+) mons? ?)?"
            + "(?:([+-]?\\d+) days? ?)?(?:([+-]?)(\\d+):(\\d+):(\\d+(?:\\.\\d+)?))?");

    @Override
    public void configure(Properties properties) {
        // there is nothing to configure
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        if (column.nativeType() != Oid.INTERVAL) {
            return;
        }
        // What stands for a value that is not sent, such as those of a deleted row, where the column has no NULL
        String absent = column.isOptional() ? null : column.defaultValue() == null ? ZERO : iso(column.defaultValue());
        registration.register(Interval.builder(), value -> value == null ? absent : iso(value));
    }

    private static String iso(Object value) {
        // defaults come in their final form
        return iso(value instanceof PGobject read ? read.getValue() : value.toString());
    }

    static String iso(String text) {
        Matcher parts = TEXT.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            return text;
        }
        String sign = parts.group(4);
        return "P" + number("", parts.group(1)) + "Y" + number("", parts.group(2)) + "M" + number("", parts.group(3))
                + "DT" + number(sign, parts.group(5)) + "H" + number(sign, parts.group(6)) + "M"
                + number(sign, parts.group(7)) + "S";
    }

    private static String number(String sign, String digits) {
        return digits == null
                ? "0"
                : new BigDecimal(sign + digits).stripTrailingZeros().toPlainString();
    }
}
