package io.isotherm.job.schema;

import io.isotherm.job.schema.SourceField.Mapping;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/**
 * The SQL literal of a column's default, for rows that were written before the column existed.
 *
 * <p>Debezium publishes a constant in place of a default that is computed: the epoch for {@code now()}, the zero UUID for
 * {@code gen_random_uuid()}. Those two therefore count as no default. Its constants for the other types (0, false, the
 * empty string) are far more often meant literally, and are taken so.
 */
final class DefaultLiteral {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final String ZERO_UUID = "00000000-0000-0000-0000-000000000000";
    private static final String ZERO_INTERVAL = "P0Y0M0DT0H0M0S";
    private static final int MAX_TEXT = 4096;

    private DefaultLiteral() {}

    /** Null if there is no default, or none that a literal shows exactly. */
    static String of(AvroField field, Mapping mapping) {
        Object value = field.type().getObjectProp("connect.default");
        if (value instanceof Boolean bool) {
            return mapping.encoding() == Encoding.BOOLEAN ? bool.toString() : null;
        }
        if (value instanceof Number number) {
            return ofNumber(number, mapping.encoding());
        }
        return value instanceof String text ? ofText(text, mapping.encoding()) : null;
    }

    private static String ofNumber(Number number, Encoding encoding) {
        long value = number.longValue();
        return switch (encoding) {
            case INT16, INT32, INT64 -> Long.toString(value);
            case FLOAT32, FLOAT64 -> number.toString();
            case DATE -> value == 0 ? null : date(value);
            case TIMESTAMP_MILLIS -> value == 0 ? null : timestamp(value, ChronoUnit.MILLIS);
            case TIMESTAMP_MICROS -> value == 0 ? null : timestamp(value, ChronoUnit.MICROS);
            case TIME_MICROS -> value == 0 ? null : time(value);
            default -> null;
        };
    }

    private static String ofText(String text, Encoding encoding) {
        if (text.length() > MAX_TEXT) {
            return null;
        }
        return switch (encoding) {
            case STRING -> text.equals(ZERO_INTERVAL) ? null : quote(text);
            case UUID -> text.equals(ZERO_UUID) ? null : quote(text);
            case DECIMAL_STRING, NUMERIC_TEXT -> text.matches("-?\\d+(\\.\\d+)?") ? quote(text) : null;
            case TIMESTAMP_ISO -> zoned(text);
            default -> null;
        };
    }

    private static String zoned(String text) {
        try {
            OffsetDateTime instant = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
            return instant.toEpochSecond() == 0 ? null : render(instant.toLocalDateTime());
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static String date(long days) {
        return days < Temporal.MIN_DAY || days > Temporal.MAX_DAY
                ? null
                : quote(LocalDate.ofEpochDay(days).toString());
    }

    private static String timestamp(long value, ChronoUnit unit) {
        return render(LocalDateTime.of(1970, 1, 1, 0, 0).plus(value, unit));
    }

    private static String time(long micros) {
        long nanos = micros * 1000;
        boolean isTimeOfDay = micros > 0 && micros < 86_400_000_000L;
        return isTimeOfDay ? quote(LocalTime.ofNanoOfDay(nanos).format(DateTimeFormatter.ISO_LOCAL_TIME)) : null;
    }

    private static String render(LocalDateTime utc) {
        int year = utc.getYear();
        if (year < Temporal.MIN_YEAR || year > Temporal.MAX_YEAR) {
            return null;
        }
        return quote(utc.format(utc.getNano() == 0 ? SECONDS : MICROS));
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
