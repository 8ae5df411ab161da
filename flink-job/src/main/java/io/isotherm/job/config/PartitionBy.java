package io.isotherm.job.config;

import io.isotherm.job.table.EpochUnit;
import java.io.Serializable;
import java.util.Optional;

/**
 * The column that says on which day, or in which month, a row is.
 *
 * @param column immutable
 * @param unit of an integer; null if the column is a date or a timestamp
 */
public record PartitionBy(String column, EpochUnit unit) implements Serializable {

    /** What a column's type means here. */
    public enum Kind {
        DATE_OR_TIMESTAMP,
        INT4,
        INT8,
        OTHER
    }

    /**
     * Why rows have no day by this column, and what to write instead.
     *
     * @param type as the reader of the message knows it
     */
    public Optional<String> problem(Kind kind, String type) {
        return Optional.ofNullable(
                switch (kind) {
                    case DATE_OR_TIMESTAMP ->
                        unit == null
                                ? null
                                : "is of type " + type + ", which has no unit: write partition_by: " + column
                                        + " in tables.yaml";
                    case INT4 -> problemOfInt4(type);
                    case INT8 -> unit == null ? withoutUnit(type, EpochUnit.MS) : null;
                    case OTHER ->
                        "is of type " + type + ", but partition_by needs a date, a timestamp, or an int4 or int8 that"
                                + " counts since 1970; name another column in tables.yaml";
                });
    }

    private String problemOfInt4(String type) {
        if (unit == null) {
            return withoutUnit(type, EpochUnit.S);
        }
        String tooSmall = "is of type " + type + ", which holds 'unit: " + unit.key() + "' of January 1970 only; "
                + remedy(EpochUnit.S);
        return unit == EpochUnit.S ? null : tooSmall;
    }

    private String withoutUnit(String type, EpochUnit likely) {
        return "is of type " + type + ", and tables.yaml does not say what it counts; " + remedy(likely)
                + " if it counts " + likely.key() + " since 1970 (the units are s, ms and us)";
    }

    private String remedy(EpochUnit wanted) {
        return "write partition_by: {column: " + column + ", unit: " + wanted.key() + "}";
    }
}
