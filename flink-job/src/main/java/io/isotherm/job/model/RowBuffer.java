package io.isotherm.job.model;

import io.isotherm.job.table.RowShape;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Rows of one shape, one behind the other, trailers included, as they are inserted. Reused. Not thread-safe. */
public final class RowBuffer {
    private byte[] data = new byte[1 << 16];
    private int length;
    private int rows;

    /** @return the array, with room for {@code bytes} from {@link #length()} on */
    public byte[] reserve(int bytes) {
        int needed = Math.addExact(length, bytes);
        if (needed > data.length) {
            data = Arrays.copyOf(data, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, data.length * 2L)));
        }
        return data;
    }

    /**
     * Ends a live row.
     *
     * @param endOfColumns offset behind its last column; there is room for the trailer
     * @param committedAt microseconds since the epoch
     */
    public void finish(int endOfColumns, long versionHigh, long versionLow, long committedAt) {
        RowFormat.putLong(data, endOfColumns, versionLow);
        RowFormat.putLong(data, endOfColumns + Long.BYTES, versionHigh);
        data[endOfColumns + 2 * Long.BYTES] = 0;
        RowFormat.putLong(data, endOfColumns + 2 * Long.BYTES + 1, committedAt);
        length = endOfColumns + RowShape.TRAILER_BYTES;
        rows++;
    }

    public int length() {
        return length;
    }

    public int rows() {
        return rows;
    }

    public void clear() {
        length = 0;
        rows = 0;
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(data, 0, length);
    }
}
