package io.isotherm.job.model;

import io.isotherm.job.table.Column;
import io.isotherm.job.table.RowShape;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in ClickHouse's {@code RowBinaryWithNamesAndTypes}: a header that names every column and its type, then the rows
 * as they are. A block explains itself, so it can be sent to the hot table, or read by a human with
 * {@code clickhouse local}, long after the schema has moved on.
 *
 * <p>The header is the number of columns, all names, then all types; numbers and string lengths are unsigned LEB128.
 *
 * @see <a href="https://clickhouse.com/docs/interfaces/formats/RowBinaryWithNamesAndTypes">format</a>
 */
public final class RowBlock {
    /** Columns of the {@linkplain RowShape#TRAILER_BYTES trailer}, in its order. */
    public static final List<String> TRAILER_NAMES = List.of("_version", "_is_deleted", "_committed_at");

    /** Types of {@link #TRAILER_NAMES} in ClickHouse's own spelling, which it compares literally. */
    public static final List<String> TRAILER_TYPES = List.of("UInt128", "UInt8", "DateTime64(6, 'UTC')");

    private RowBlock() {}

    /** The bytes before the first row of any block of this shape. */
    public static byte[] header(RowShape shape) {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(64 * shape.columns().size());
        writeVarInt(out, shape.columns().size() + TRAILER_NAMES.size());
        for (Column column : shape.columns()) {
            writeString(out, column.name());
        }
        TRAILER_NAMES.forEach(name -> writeString(out, name));
        for (Column column : shape.columns()) {
            writeString(out, column.clickHouseType());
        }
        TRAILER_TYPES.forEach(type -> writeString(out, type));
        return out.toByteArray();
    }

    /** A block of the one row that the view stands on. */
    public static byte[] of(RowShape shape, RowView row) {
        return of(shape, row.data(), row.rowStart(), row.rowLength());
    }

    /**
     * A block of consecutive rows.
     *
     * @param rows holds the rows' columns and trailers from {@code offset} on
     */
    public static byte[] of(RowShape shape, byte[] rows, int offset, int length) {
        byte[] header = header(shape);
        byte[] block = Arrays.copyOf(header, Math.addExact(header.length, length));
        System.arraycopy(rows, offset, block, header.length, length);
        return block;
    }

    private static void writeString(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeVarInt(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void writeVarInt(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
