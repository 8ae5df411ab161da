package io.isotherm.job.sink.batch;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Part of a buffer that is sent as one insert.
 *
 * @param from first row
 * @param to behind the last row
 */
public record RowRange(TableBuffer buffer, int from, int to) {

    public static RowRange all(TableBuffer buffer) {
        return new RowRange(buffer, 0, buffer.rows());
    }

    /** Rows that are really sent. */
    public int liveRows() {
        int live = 0;
        for (int row = from; row < to; row++) {
            if (buffer.isLive(row)) {
                live++;
            }
        }
        return live;
    }

    RowRange firstHalf() {
        return new RowRange(buffer, from, middle());
    }

    RowRange secondHalf() {
        return new RowRange(buffer, middle(), to);
    }

    private int middle() {
        return (from + to) >>> 1;
    }

    public void writeTo(OutputStream out) throws IOException {
        buffer.writeTo(out, from, to);
    }
}
