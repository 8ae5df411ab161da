package io.isotherm.job.schema;

/**
 * How an Avro value becomes a RowBinary value. Left of the underscore is what Debezium sends, right of it the target.
 */
public enum Encoding {
    BOOLEAN,
    INT16,
    INT32,
    INT64,
    FLOAT32,
    FLOAT64,
    STRING,
    BYTES,
    /** {@code 8-4-4-4-12} hexadecimal digits to UUID. */
    UUID,
    /** Days since the epoch to Date32. */
    DATE,
    /** Milliseconds of the day to Time64(6), as for the other two. */
    TIME_MILLIS,
    TIME_MICROS,
    TIME_NANOS,
    /** Milliseconds since the epoch to DateTime64(6), as for the other two. */
    TIMESTAMP_MILLIS,
    TIMESTAMP_MICROS,
    TIMESTAMP_NANOS,
    /** ISO-8601 text with an offset to DateTime64(6). */
    TIMESTAMP_ISO,
    /** Plain decimal text to Decimal(p, s). */
    DECIMAL_STRING,
    /** Big-endian unscaled value to Decimal(p, s). */
    DECIMAL_BYTES,
    /** Little-endian bits to a String of 0 and 1. */
    BITS,

    // What follows is text as Postgres prints it.
    /** Decimal text; NaN and infinities under Postgres' names. */
    NUMERIC_TEXT,
    /** Decimal text of a numeric with a negative scale, which Debezium pads with a fraction of zeros. */
    NUMERIC_INTEGER_TEXT,
    DECIMAL_BYTES_TEXT,
    /** Record of scale and unscaled value. */
    VARIABLE_SCALE_TEXT,
    DATE_TEXT,
    TIMESTAMP_MILLIS_TEXT,
    TIMESTAMP_MICROS_TEXT,
    TIMESTAMP_NANOS_TEXT,
    TIMESTAMP_ISO_TEXT,
    /** Microseconds to an ISO-8601 duration. */
    DURATION_TEXT
}
