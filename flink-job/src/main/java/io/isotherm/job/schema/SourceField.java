package io.isotherm.job.schema;

import io.isotherm.job.table.Column;
import io.isotherm.job.table.ColumnType;

/**
 * A replicated field of the row record of a Debezium envelope.
 *
 * @param position index of the field in its Avro record
 * @param avro the field's Avro side
 * @param mapping how its values are encoded
 * @param column the column it fills
 */
public record SourceField(int position, AvroField avro, Mapping mapping, Column column) {

    /**
     * @param scale digits after the decimal point where the encoding is a decimal, number of bits where it is
     *     {@link Encoding#BITS}, else 0
     * @param precision digits of a decimal, else 0
     */
    public record Mapping(ColumnType type, Encoding encoding, int precision, int scale) {
        Mapping(ColumnType type, Encoding encoding) {
            this(type, encoding, 0, 0);
        }
    }
}
