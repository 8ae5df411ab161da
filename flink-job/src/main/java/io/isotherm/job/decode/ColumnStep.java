package io.isotherm.job.decode;

import io.isotherm.job.schema.AvroField;
import io.isotherm.job.schema.Encoding;
import io.isotherm.job.schema.SourceField;
import io.isotherm.job.table.EpochUnit;
import io.isotherm.job.table.RowShape;
import java.util.Arrays;
import org.apache.avro.Schema;

/** What to do with one field of the row record. Immutable; fields are read in the hot loop. */
final class ColumnStep {
    private static final int LEB128_BYTES = 5;
    /** Longest text of a date, timestamp or duration. */
    private static final int TEMPORAL_TEXT_BYTES = 64;
    /** Decimal digits for each byte of an unscaled value, rounded up. */
    private static final int DIGITS_PER_BYTE = 3;

    /** Null for a field that is passed over. */
    final AvroSkip skip;

    final Encoding encoding;
    final String name;
    /** Index in the row, -1 for a field that is passed over. */
    final int column;

    final int nullBranch;
    final boolean nullable;
    final boolean isPartition;
    /** Two keys that become one would be one row, so a key's value is stored as it is or not at all. */
    final boolean isKey;
    /** Of an integer that says in which partition a row is; null for any other column. */
    final EpochUnit epochUnit;

    final int width;
    final int precision;
    final int scale;

    private ColumnStep(
            AvroSkip skip,
            SourceField field,
            String name,
            AvroField avro,
            int column,
            RowShape shape,
            boolean isPartition) {
        this.skip = skip;
        this.name = name;
        this.column = column;
        this.isPartition = isPartition;
        isKey = shape != null && Arrays.stream(shape.keyColumns()).anyMatch(key -> key == column);
        epochUnit = shape != null && column == shape.partitionColumn() ? shape.partitionUnit() : null;
        nullBranch = avro == null ? -1 : avro.nullBranch();
        nullable = field != null && field.column().nullable();
        encoding = field == null ? null : field.mapping().encoding();
        width = field == null ? 0 : field.column().type().width();
        precision = field == null ? 0 : field.mapping().precision();
        scale = field == null ? 0 : field.mapping().scale();
    }

    static ColumnStep skip(Schema.Field field) {
        return new ColumnStep(AvroSkip.of(field.schema()), null, field.name(), null, -1, null, false);
    }

    static ColumnStep row(SourceField field, int column, RowShape shape) {
        return of(field, field.avro(), column, shape, column == shape.partitionColumn());
    }

    /** @param key the field as the key's schema has it: it may be NULL there where the row's cannot, or the reverse */
    static ColumnStep key(SourceField field, AvroField key, int column, RowShape shape) {
        return of(field, key, column, shape, false);
    }

    private static ColumnStep of(SourceField field, AvroField avro, int column, RowShape shape, boolean isPartition) {
        return new ColumnStep(null, field, field.column().name(), avro, column, shape, isPartition);
    }

    boolean isSkipped() {
        return skip != null;
    }

    /** Upper bound of the RowBinary bytes beside those that {@link #bytesPerInputByte} covers. */
    int fixedBytes() {
        if (isSkipped()) {
            return 0;
        }
        int marker = 1;
        int value =
                switch (encoding) {
                    case STRING, BYTES, NUMERIC_TEXT, NUMERIC_INTEGER_TEXT -> LEB128_BYTES;
                    case BITS -> LEB128_BYTES + scale;
                    case DECIMAL_BYTES_TEXT -> LEB128_BYTES + Math.abs(scale) + TEMPORAL_TEXT_BYTES;
                    case VARIABLE_SCALE_TEXT -> LEB128_BYTES + AvroNumbers.MAX_NUMERIC_DIGITS + TEMPORAL_TEXT_BYTES;
                    case DATE_TEXT,
                            TIMESTAMP_MILLIS_TEXT,
                            TIMESTAMP_MICROS_TEXT,
                            TIMESTAMP_NANOS_TEXT,
                            TIMESTAMP_ISO_TEXT,
                            DURATION_TEXT -> LEB128_BYTES + TEMPORAL_TEXT_BYTES;
                    case BOOLEAN,
                            INT16,
                            INT32,
                            INT64,
                            FLOAT32,
                            FLOAT64,
                            UUID,
                            DATE,
                            TIME_MILLIS,
                            TIME_MICROS,
                            TIME_NANOS,
                            TIMESTAMP_MILLIS,
                            TIMESTAMP_MICROS,
                            TIMESTAMP_NANOS,
                            TIMESTAMP_ISO,
                            DECIMAL_STRING,
                            DECIMAL_BYTES -> width;
                };
        return marker + value;
    }

    int bytesPerInputByte() {
        return encoding == Encoding.DECIMAL_BYTES_TEXT || encoding == Encoding.VARIABLE_SCALE_TEXT
                ? DIGITS_PER_BYTE
                : 1;
    }
}
