package io.isotherm.job.schema;

import static java.util.Map.entry;

import io.isotherm.job.config.OnTrouble;
import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.schema.SourceField.Mapping;
import io.isotherm.job.table.ColumnType;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * The ClickHouse type and the encoding of a field. A type is only mapped if every value arrives unchanged; anything
 * else is refused by name.
 *
 * <p>Semantic names are those of Debezium 3.6 ({@code io.debezium.data}, {@code io.debezium.time}) and of Kafka
 * Connect; Avro's own logical types count as well.
 */
final class TypeMapping {
    static final ColumnType BOOL = new ColumnType("Bool", 1);
    static final ColumnType INT16 = new ColumnType("Int16", 2);
    static final ColumnType INT32 = new ColumnType("Int32", 4);
    static final ColumnType INT64 = new ColumnType("Int64", 8);
    static final ColumnType FLOAT32 = new ColumnType("Float32", 4);
    static final ColumnType FLOAT64 = new ColumnType("Float64", 8);
    static final ColumnType STRING = new ColumnType("String", ColumnType.VARIABLE);
    static final ColumnType ENUM = new ColumnType("LowCardinality(String)", ColumnType.VARIABLE);
    static final ColumnType UUID = new ColumnType("UUID", 16);
    static final ColumnType DATE = new ColumnType("Date32", 4);
    static final ColumnType TIMESTAMP = new ColumnType("DateTime64(6, 'UTC')", 8);
    static final ColumnType TIME = new ColumnType("Time64(6)", 8);

    private static final int MAX_PRECISION = 76;
    private static final int MONEY_PRECISION = 19;
    private static final int MONEY_SCALE = 2;
    /** Postgres keeps a negative scale in 11 bits, and Debezium reports those as they are. */
    private static final int MAX_SCALE = 1000;

    private static final String DEBEZIUM = "io.debezium.";
    private static final String CONNECT = "org.apache.kafka.connect.data.";

    /** By semantic name; the Avro type a name comes with is checked against {@link #AVRO_TYPES}. */
    private static final Map<String, Mapping> BY_NAME = Map.ofEntries(
            entry(PostgresTypes.TEXT, new Mapping(STRING, Encoding.STRING)),
            entry(DEBEZIUM + "data.Uuid", new Mapping(UUID, Encoding.UUID)),
            entry(DEBEZIUM + "data.Json", new Mapping(STRING, Encoding.STRING)),
            entry(DEBEZIUM + "data.Xml", new Mapping(STRING, Encoding.STRING)),
            entry(DEBEZIUM + "data.Enum", new Mapping(ENUM, Encoding.STRING)),
            entry(DEBEZIUM + "time.Interval", new Mapping(STRING, Encoding.STRING)),
            entry(DEBEZIUM + "time.MicroDuration", new Mapping(STRING, Encoding.DURATION_TEXT)),
            entry(DEBEZIUM + "time.ZonedTime", new Mapping(STRING, Encoding.STRING)),
            entry(DEBEZIUM + "time.Time", new Mapping(TIME, Encoding.TIME_MILLIS)),
            entry(DEBEZIUM + "time.MicroTime", new Mapping(TIME, Encoding.TIME_MICROS)),
            entry(DEBEZIUM + "time.NanoTime", new Mapping(TIME, Encoding.TIME_NANOS)),
            entry(CONNECT + "Time", new Mapping(TIME, Encoding.TIME_MILLIS)),
            entry("time-millis", new Mapping(TIME, Encoding.TIME_MILLIS)),
            entry("time-micros", new Mapping(TIME, Encoding.TIME_MICROS)),
            entry(DEBEZIUM + "time.Date", new Mapping(DATE, Encoding.DATE)),
            entry(CONNECT + "Date", new Mapping(DATE, Encoding.DATE)),
            entry("date", new Mapping(DATE, Encoding.DATE)),
            entry(DEBEZIUM + "time.Timestamp", new Mapping(TIMESTAMP, Encoding.TIMESTAMP_MILLIS)),
            entry(DEBEZIUM + "time.MicroTimestamp", new Mapping(TIMESTAMP, Encoding.TIMESTAMP_MICROS)),
            entry(DEBEZIUM + "time.NanoTimestamp", new Mapping(TIMESTAMP, Encoding.TIMESTAMP_NANOS)),
            entry(DEBEZIUM + "time.ZonedTimestamp", new Mapping(TIMESTAMP, Encoding.TIMESTAMP_ISO)),
            entry(CONNECT + "Timestamp", new Mapping(TIMESTAMP, Encoding.TIMESTAMP_MILLIS)),
            entry("timestamp-millis", new Mapping(TIMESTAMP, Encoding.TIMESTAMP_MILLIS)),
            entry("timestamp-micros", new Mapping(TIMESTAMP, Encoding.TIMESTAMP_MICROS)));

    /** What the connector sends for an encoding; the rest are strings. */
    private static final Map<Encoding, Schema.Type> AVRO_TYPES = Map.of(
            Encoding.TIME_MILLIS, Schema.Type.INT,
            Encoding.DATE, Schema.Type.INT,
            Encoding.TIME_MICROS, Schema.Type.LONG,
            Encoding.TIME_NANOS, Schema.Type.LONG,
            Encoding.TIMESTAMP_MILLIS, Schema.Type.LONG,
            Encoding.TIMESTAMP_MICROS, Schema.Type.LONG,
            Encoding.TIMESTAMP_NANOS, Schema.Type.LONG,
            Encoding.DURATION_TEXT, Schema.Type.LONG);

    /** Encodings that {@code on_out_of_range: string} replaces. */
    private static final Map<Encoding, Encoding> AS_TEXT = Map.of(
            Encoding.DATE, Encoding.DATE_TEXT,
            Encoding.TIMESTAMP_MILLIS, Encoding.TIMESTAMP_MILLIS_TEXT,
            Encoding.TIMESTAMP_MICROS, Encoding.TIMESTAMP_MICROS_TEXT,
            Encoding.TIMESTAMP_NANOS, Encoding.TIMESTAMP_NANOS_TEXT,
            Encoding.TIMESTAMP_ISO, Encoding.TIMESTAMP_ISO_TEXT,
            Encoding.DECIMAL_STRING, Encoding.NUMERIC_TEXT,
            Encoding.DECIMAL_BYTES, Encoding.DECIMAL_BYTES_TEXT);

    private TypeMapping() {}

    /**
     * @param table name for the message
     * @throws UnsupportedTypeException if the type is not mapped
     */
    static Mapping of(String table, AvroField field, OnOutOfRange onOutOfRange, OnTrouble onTrouble) {
        if (field.isText() && !onTrouble.takesTexts()) {
            throw refused(table, field, "arrives as text only, and on_unsupported does not ask for that");
        }
        Mapping mapping = exact(table, field);
        Encoding text = onOutOfRange == OnOutOfRange.STRING ? AS_TEXT.get(mapping.encoding()) : null;
        return text == null ? mapping : new Mapping(STRING, text, mapping.precision(), mapping.scale());
    }

    private static Mapping exact(String table, AvroField field) {
        String semanticName = field.semanticName();
        if (semanticName.isEmpty()) {
            LogicalType logical = field.type().getLogicalType();
            semanticName = logical == null || field.is(Schema.Type.STRING) ? "" : logical.getName();
        }
        Mapping mapping;
        if (field.is(Schema.Type.BYTES)) {
            mapping = bytes(field, semanticName);
        } else if (semanticName.equals(DEBEZIUM + "data.VariableScaleDecimal")) {
            mapping = new Mapping(STRING, Encoding.VARIABLE_SCALE_TEXT);
        } else if (semanticName.isEmpty()) {
            mapping = plain(table, field);
        } else {
            mapping = BY_NAME.get(semanticName);
            if (mapping != null && !field.is(AVRO_TYPES.getOrDefault(mapping.encoding(), Schema.Type.STRING))) {
                mapping = null;
            }
        }
        if (mapping == null) {
            throw refused(table, field, "is not mapped to ClickHouse");
        }
        return mapping;
    }

    private static Mapping plain(String table, AvroField field) {
        String source = field.sourceType();
        return switch (field.type().getType()) {
            case BOOLEAN -> {
                if (source.equals("VARBIT")) {
                    throw refused(table, field, "loses its length on the way through Debezium");
                }
                yield new Mapping(BOOL, Encoding.BOOLEAN);
            }
            case INT ->
                "int16".equals(field.type().getProp("connect.type"))
                                || "int8".equals(field.type().getProp("connect.type"))
                        ? new Mapping(INT16, Encoding.INT16)
                        : new Mapping(INT32, Encoding.INT32);
            case LONG -> new Mapping(INT64, Encoding.INT64);
            case FLOAT -> new Mapping(FLOAT32, Encoding.FLOAT32);
            case DOUBLE -> {
                if (source.equals("NUMERIC") || source.equals("MONEY")) {
                    throw refused(table, field, "arrives rounded; set the connector's decimal.handling.mode=string");
                }
                yield new Mapping(FLOAT64, Encoding.FLOAT64);
            }
            case STRING -> string(table, field, source);
            case RECORD, ENUM, ARRAY, MAP, UNION, FIXED, BYTES, NULL -> null;
        };
    }

    private static Mapping string(String table, AvroField field, String source) {
        if (source.equals("BYTEA")) {
            throw refused(table, field, "arrives as text; set the connector's binary.handling.mode=bytes");
        }
        if (source.equals("NUMERIC")) {
            return numeric(field.sourceLength(), field.sourceScale());
        }
        if (source.equals("MONEY")) {
            return decimal(MONEY_PRECISION, MONEY_SCALE, Encoding.DECIMAL_STRING);
        }
        return new Mapping(STRING, Encoding.STRING);
    }

    private static Mapping numeric(int precision, int scale) {
        if (scale > MAX_SCALE) {
            return new Mapping(STRING, Encoding.NUMERIC_INTEGER_TEXT);
        }
        return fits(precision, scale)
                ? decimal(precision, scale, Encoding.DECIMAL_STRING)
                : new Mapping(STRING, Encoding.NUMERIC_TEXT);
    }

    private static Mapping bytes(AvroField field, String semanticName) {
        String source = field.sourceType();
        if (semanticName.equals(DEBEZIUM + "data.Bits")) {
            String length = field.parameter("length");
            boolean isBit = source.isEmpty() || source.equals("BIT");
            return isBit && length != null && length.matches("\\d{1,8}")
                    ? new Mapping(STRING, Encoding.BITS, 0, Integer.parseInt(length))
                    : null;
        }
        if (field.type().getLogicalType() instanceof LogicalTypes.Decimal logical) {
            return decimalBytes(field, logical.getPrecision(), logical.getScale());
        }
        // a domain over bytea has its own name there, and nothing else arrives as plain bytes
        return semanticName.isEmpty() ? new Mapping(STRING, Encoding.BYTES) : null;
    }

    /** Connect's decimals state a precision of 64 where the column has none. */
    private static Mapping decimalBytes(AvroField field, int avroPrecision, int scale) {
        if (field.sourceType().equals("MONEY")) {
            return decimal(MONEY_PRECISION, scale, Encoding.DECIMAL_BYTES);
        }
        String stated = field.parameter("connect.decimal.precision");
        int precision = stated != null && stated.matches("\\d{1,8}") ? Integer.parseInt(stated) : avroPrecision;
        return fits(precision, scale)
                ? decimal(precision, scale, Encoding.DECIMAL_BYTES)
                : new Mapping(STRING, Encoding.DECIMAL_BYTES_TEXT, precision, scale);
    }

    private static boolean fits(int precision, int scale) {
        return precision >= 1 && precision <= MAX_PRECISION && scale >= 0 && scale <= precision;
    }

    private static Mapping decimal(int precision, int scale, Encoding encoding) {
        int width = precision <= 9 ? 4 : precision <= 18 ? 8 : precision <= 38 ? 16 : 32;
        return new Mapping(
                new ColumnType("Decimal(" + precision + ", " + scale + ")", width), encoding, precision, scale);
    }

    private static UnsupportedTypeException refused(String table, AvroField field, String cause) {
        String source = field.sourceType().isEmpty() ? "" : field.sourceType() + " ";
        String semantic = field.semanticName().isEmpty() ? "" : " " + field.semanticName();
        return new UnsupportedTypeException(
                table,
                field.columnName(),
                source + "(Avro " + field.type().getType().getName() + semantic + ")",
                cause);
    }
}
