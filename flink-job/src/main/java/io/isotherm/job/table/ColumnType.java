package io.isotherm.job.table;

import java.io.Serializable;

/**
 * A ClickHouse type and the shape of its RowBinary value.
 *
 * @param name the ClickHouse type, for example {@code Decimal(12, 2)}
 * @param width bytes of a value, or {@link #VARIABLE} for a LEB128 length followed by that many bytes
 */
public record ColumnType(String name, int width) implements Serializable {
    public static final int VARIABLE = -1;

    private static final String LOW_CARDINALITY = "LowCardinality(";

    public boolean isVariable() {
        return width == VARIABLE;
    }

    /** {@code Nullable(T)}; inside for {@code LowCardinality}, which cannot itself be wrapped. */
    public String nullableName() {
        if (name.startsWith(LOW_CARDINALITY)) {
            return LOW_CARDINALITY + "Nullable(" + name.substring(LOW_CARDINALITY.length(), name.length() - 1) + "))";
        }
        return "Nullable(" + name + ")";
    }
}
