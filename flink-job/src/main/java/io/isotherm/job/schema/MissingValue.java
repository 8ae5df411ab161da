package io.isotherm.job.schema;

import io.isotherm.job.schema.SourceField.Mapping;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What rows show in a column that they were written without, as the connector has it from Postgres' catalog.
 *
 * @param literal SQL of the value; null if it is NULL or not known
 * @param isKnown false if the rows have values that nobody has told, or one that the hot table cannot hold
 */
record MissingValue(String literal, boolean isKnown) {
    /** Schema parameter of our connector: the value as Postgres prints it in UTC. */
    static final String VALUE = "isotherm.missing.value";

    private static final String IS_UNKNOWN = "isotherm.missing.unknown";

    private static final MissingValue NULL = new MissingValue(null, true);
    private static final MissingValue UNKNOWN = new MissingValue(null, false);

    private static final String INFINITY = "infinity";
    private static final String MINUS_INFINITY = "-infinity";
    private static final String BEFORE_CHRIST = " BC";
    private static final int MICROS = 1_000_000;

    private static final Pattern WHOLE = Pattern.compile("-?\\d+");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d+(\\.\\d+)?");
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-4]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?");
    private static final Pattern BITS = Pattern.compile("[01]*");

    /** The year has as many digits as it needs. */
    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .appendPattern("y-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .toFormatter(Locale.ROOT);

    private static final DateTimeFormatter LITERAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter LITERAL_MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    /** @param clamp whether the nearest value is stored of one that is out of range */
    static MissingValue of(AvroField field, Mapping mapping, boolean clamp) {
        String text = field.parameter(VALUE);
        if (text != null) {
            return literal(text, field, mapping, clamp)
                    .map(literal -> new MissingValue(literal, true))
                    .orElse(UNKNOWN);
        }
        // a default that Debezium has read from an expression was not asked for in the catalog
        boolean isUntold = field.parameter(IS_UNKNOWN) != null || field.type().getObjectProp("connect.default") != null;
        return isUntold ? UNKNOWN : NULL;
    }

    private static Optional<String> literal(String text, AvroField field, Mapping mapping, boolean clamp) {
        return switch (mapping.encoding()) {
            case BOOLEAN -> bool(text);
            case INT16, INT32, INT64 -> matching(WHOLE, text);
            case FLOAT32, FLOAT64 -> number(text, mapping.encoding());
            case STRING -> string(text, field).map(MissingValue::quote);
            case BYTES -> bytes(text);
            case UUID -> matching(UUID, text);
            case DATE -> date(text, clamp);
            case TIME_MILLIS, TIME_MICROS, TIME_NANOS -> matching(TIME, text);
            case TIMESTAMP_MILLIS, TIMESTAMP_MICROS, TIMESTAMP_NANOS -> moment(text, clamp);
            case TIMESTAMP_ISO ->
                text.endsWith("+00") || text.endsWith("+00 BC")
                        ? moment(text.replace("+00", ""), clamp)
                        : moment(text, clamp);
            case DECIMAL_STRING, DECIMAL_BYTES -> matching(DECIMAL, text);
            case BITS -> matching(BITS, text);
            case NUMERIC_TEXT,
                    NUMERIC_INTEGER_TEXT,
                    DECIMAL_BYTES_TEXT,
                    VARIABLE_SCALE_TEXT,
                    DATE_TEXT,
                    TIMESTAMP_MILLIS_TEXT,
                    TIMESTAMP_MICROS_TEXT,
                    TIMESTAMP_NANOS_TEXT,
                    TIMESTAMP_ISO_TEXT -> Optional.of(quote(text));
            // months have become days on the way, by a rule of the connector's
            case DURATION_TEXT -> Optional.empty();
        };
    }

    /** A bit of one is true or false in the connector. */
    private static Optional<String> bool(String text) {
        return switch (text) {
            case "t", "true", "1" -> Optional.of("true");
            case "f", "false", "0" -> Optional.of("false");
            default -> Optional.empty();
        };
    }

    /** Through the type of its width, or 0.1 would not be the nearest of 32 bits. */
    private static Optional<String> number(String text, Encoding encoding) {
        switch (text) {
            case "NaN":
                return Optional.of("nan");
            case "Infinity":
                return Optional.of("inf");
            case "-Infinity":
                return Optional.of("-inf");
            default:
                break;
        }
        try {
            double value = encoding == Encoding.FLOAT32 ? Float.parseFloat(text) : Double.parseDouble(text);
            return Optional.of(Double.toString(value));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Most texts arrive as Postgres prints them. */
    private static Optional<String> string(String text, AvroField field) {
        return switch (field.semanticName()) {
            case "io.debezium.time.Interval" -> ConnectorText.interval(text);
            case "io.debezium.time.ZonedTime" -> ConnectorText.zonedTime(text);
            case "io.debezium.data.Json" -> field.sourceType().equals("HSTORE") ? Optional.empty() : Optional.of(text);
            default -> Optional.of(text);
        };
    }

    private static Optional<String> bytes(String text) {
        if (!text.startsWith("\\x")) {
            return Optional.empty();
        }
        StringBuilder literal = new StringBuilder(2 * text.length()).append('\'');
        for (int i = 2; i + 1 < text.length(); i += 2) {
            literal.append("\\x").append(text, i, i + 2);
        }
        return Optional.of(literal.append('\'').toString());
    }

    private static Optional<String> matching(Pattern pattern, String text) {
        return pattern.matcher(text).matches() ? Optional.of(quote(text)) : Optional.empty();
    }

    private static Optional<String> date(String text, boolean clamp) {
        return switch (text) {
            case INFINITY -> clamped(dayLiteral(Temporal.MAX_DAY), clamp);
            case MINUS_INFINITY -> clamped(dayLiteral(Temporal.MIN_DAY), clamp);
            default ->
                parsed(withTime(text)).flatMap(moment -> {
                    long day = moment.toLocalDate().toEpochDay();
                    long held = Math.max(Temporal.MIN_DAY, Math.min(Temporal.MAX_DAY, day));
                    return clamped(dayLiteral(held), clamp || held == day);
                });
        };
    }

    private static String withTime(String date) {
        return date.endsWith(BEFORE_CHRIST)
                ? date.substring(0, date.length() - BEFORE_CHRIST.length()) + " 00:00:00" + BEFORE_CHRIST
                : date + " 00:00:00";
    }

    private static Optional<String> moment(String text, boolean clamp) {
        return switch (text) {
            case INFINITY -> clamped(microLiteral(Temporal.MAX_MICROS), clamp);
            case MINUS_INFINITY -> clamped(microLiteral(Temporal.MIN_MICROS), clamp);
            default ->
                parsed(text).flatMap(moment -> {
                    long micros = moment.toEpochSecond(ZoneOffset.UTC) * MICROS + moment.getNano() / 1000;
                    long held = Math.max(Temporal.MIN_MICROS, Math.min(Temporal.MAX_MICROS, micros));
                    return clamped(microLiteral(held), clamp || held == micros);
                });
        };
    }

    private static Optional<LocalDateTime> parsed(String text) {
        boolean isBefore = text.endsWith(BEFORE_CHRIST);
        String bare = isBefore ? text.substring(0, text.length() - BEFORE_CHRIST.length()) : text;
        try {
            LocalDateTime moment = LocalDateTime.parse(bare, MOMENT);
            return Optional.of(isBefore ? moment.withYear(1 - moment.getYear()) : moment);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> clamped(String literal, boolean allowed) {
        return allowed ? Optional.of(literal) : Optional.empty();
    }

    private static String dayLiteral(long day) {
        return quote(LocalDate.ofEpochDay(day).toString());
    }

    private static String microLiteral(long micros) {
        Instant instant = Instant.ofEpochSecond(
                Math.floorDiv(micros, (long) MICROS), Math.floorMod(micros, (long) MICROS) * 1000L);
        LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        return quote(utc.format(utc.getNano() == 0 ? LITERAL : LITERAL_MICROS));
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
