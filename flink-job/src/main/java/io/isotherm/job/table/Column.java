package io.isotherm.job.table;

import java.io.Serializable;

/**
 * One column of a hot table as rows are encoded for it.
 *
 * @param name the source's own column name
 * @param type the ClickHouse type without {@code Nullable}
 * @param nullable whether RowBinary values are preceded by a NULL marker byte
 * @param defaultExpression SQL literal that rows written before the column existed show, or null if there is none
 * @param toastable whether Postgres may store the value out of line, so that an update that leaves it alone does not
 *     send it
 * @param origin what the connector tells of the source's column
 */
public record Column(
        String name, ColumnType type, boolean nullable, String defaultExpression, boolean toastable, Origin origin)
        implements Serializable {

    /**
     * What is known of a column of the source, beside its name.
     *
     * @param number stays with the column for ever, whatever its name is, and no other column of the table gets it; 0
     *     if it is not known
     * @param lacksOldValues whether rows written before the column existed may have values in the source that are not
     *     known here
     */
    public record Origin(int number, boolean lacksOldValues) implements Serializable {
        private static final Origin UNKNOWN = new Origin(0, false);
    }

    /** A column that shows in older rows what it should, and whose number is not known. */
    public Column(String name, ColumnType type, boolean nullable, String defaultExpression, boolean toastable) {
        this(name, type, nullable, defaultExpression, toastable, Origin.UNKNOWN);
    }

    /** The same values under another name. */
    public Column named(String other) {
        return name.equals(other) ? this : new Column(other, type, nullable, defaultExpression, toastable, origin);
    }

    /** The source's number of the column; 0 if it is not known. */
    public int number() {
        return origin.number();
    }

    public boolean lacksOldValues() {
        return origin.lacksOldValues();
    }

    /** The type as it stands in DDL and in a {@code RowBinaryWithNamesAndTypes} header. */
    public String clickHouseType() {
        return nullable ? type.nullableName() : type.name();
    }

    /**
     * Offset just behind the value that starts at {@code offset}.
     *
     * @param row bytes that hold a RowBinary value of this column
     */
    public int skip(byte[] row, int offset) {
        int at = offset;
        if (nullable && row[at++] != 0) {
            return at;
        }
        if (!type.isVariable()) {
            return at + type.width();
        }
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = row[at++];
            length |= (b & 0x7f) << shift;
            if (b >= 0) {
                return at + length;
            }
        }
    }
}
