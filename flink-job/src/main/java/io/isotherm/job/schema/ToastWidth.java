package io.isotherm.job.schema;

import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Which columns Postgres may store out of line. It gives a table a TOAST table only if a row of the declared types can
 * exceed {@link #TUPLE_THRESHOLD} ({@code needs_toast_table} and {@code type_maximum_size} in its source), and moves
 * only values longer than {@link #SMALLEST_TOASTED}.
 *
 * <p>What is not known counts as unlimited, so a column is never taken for inline by mistake. One case cannot be seen
 * from the schema: a wide column dropped later may have pushed its neighbours out of line.
 */
final class ToastWidth {
    /** Bytes; for the usual page size of 8 kB. */
    private static final int TUPLE_THRESHOLD = 2032;
    /** Bytes; shorter values would not get shorter by a pointer to them. */
    private static final int SMALLEST_TOASTED = 24;

    private static final int TUPLE_HEADER = 23;
    private static final int VARLENA_HEADER = 4;
    private static final int NUMERIC_HEADER = 8;
    private static final int MAX_BYTES_PER_CHARACTER = 4;
    private static final int MAX_CHARACTERS = 10_485_760;
    private static final int MAX_NUMERIC_PRECISION = 1000;
    private static final int MAX_BITS = 83_886_080;
    private static final long UNLIMITED = Integer.MAX_VALUE;

    private static final Set<String> FIXED_WIDTH_STRINGS =
            Set.of("CHAR", "MONEY", "UUID", "TIMESTAMPTZ", "TIMETZ", "INTERVAL", "MACADDR", "MACADDR8");
    private static final int WIDEST_FIXED = 16;

    private ToastWidth() {}

    /** Whether a table of exactly these columns has a TOAST table. */
    static boolean needsToastTable(List<AvroField> allColumns) {
        long width = align(TUPLE_HEADER + (allColumns.size() + Byte.SIZE - 1) / Byte.SIZE);
        for (AvroField field : allColumns) {
            width += align(isFixed(field) ? WIDEST_FIXED : maxBytes(field));
        }
        return width > TUPLE_THRESHOLD && !allColumns.stream().allMatch(ToastWidth::isFixed);
    }

    /** Whether a value can be stored out of line in a table that has a TOAST table. */
    static boolean canBeToasted(AvroField field) {
        return !isFixed(field) && maxBytes(field) > SMALLEST_TOASTED;
    }

    private static boolean isFixed(AvroField field) {
        if (field.isText()) {
            return false;
        }
        Schema.Type type = field.type().getType();
        return type == Schema.Type.BOOLEAN
                || type == Schema.Type.INT
                || type == Schema.Type.LONG
                || type == Schema.Type.FLOAT
                || type == Schema.Type.DOUBLE
                || FIXED_WIDTH_STRINGS.contains(field.sourceType())
                || field.semanticName().equals("io.debezium.data.Enum");
    }

    private static long maxBytes(AvroField field) {
        if (field.isText()) {
            return UNLIMITED;
        }
        int length = field.sourceLength();
        return switch (field.sourceType()) {
            case "BPCHAR", "VARCHAR" ->
                length > 0 && length <= MAX_CHARACTERS
                        ? VARLENA_HEADER + (long) MAX_BYTES_PER_CHARACTER * length
                        : UNLIMITED;
            case "NUMERIC" ->
                length > 0 && length <= MAX_NUMERIC_PRECISION ? NUMERIC_HEADER + 2L * ((length + 6) / 4) : UNLIMITED;
            case "BIT" ->
                length > 0 && length <= MAX_BITS
                        ? 2L * Integer.BYTES + (length + Byte.SIZE - 1) / Byte.SIZE
                        : UNLIMITED;
            default -> UNLIMITED;
        };
    }

    private static long align(long bytes) {
        return (bytes + 7) / 8 * 8;
    }
}
