package io.isotherm.job.sink.batch;

import io.isotherm.job.sink.table.TargetTable;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands out one writer's buffers, and keeps those that come back for whichever table needs one next. A table without
 * rows has no buffer. If each of hundreds of tables kept arrays for the most that it ever got at once, these would
 * together be far more than the heap. Belongs to the task thread.
 */
final class BufferPool {
    /**
     * A buffer larger than this many times what is needed stays where it is: emptying it costs as much as filling it.
     */
    private static final int FITS_UP_TO = 8;

    private static final int SMALL_BYTES = 16 * 1024;

    /** Buffers that fill, as a multiple of the most that one table sends at once. */
    private static final int FILLING_BATCHES = 3;
    /** The same, with those that are free; they give way. */
    private static final int ALL_BATCHES = 4;

    private final long maxBatchBytes;
    /** The one that has been here longest first. */
    private final List<TableBuffer> free = new ArrayList<>();

    private long freeBytes;
    private long fillingBytes;

    /** @param maxBatchBytes the most that one table sends at once */
    BufferPool(long maxBatchBytes) {
        this.maxBatchBytes = maxBatchBytes;
    }

    /** @param expectedBytes of rows */
    TableBuffer take(TargetTable table, PartitionRule partitions, int expectedBytes) {
        TableBuffer buffer = smallestFitting(expectedBytes);
        if (buffer == null) {
            buffer = new TableBuffer(table, partitions);
        } else {
            free.remove(buffer);
            freeBytes -= buffer.capacity();
            buffer.assign(table, partitions);
        }
        fillingBytes += buffer.capacity();
        return buffer;
    }

    /** Null if there is none. */
    private TableBuffer smallestFitting(int expectedBytes) {
        TableBuffer smallest = null;
        for (TableBuffer buffer : free) {
            if (fits(buffer, expectedBytes) && (smallest == null || buffer.capacity() < smallest.capacity())) {
                smallest = buffer;
            }
        }
        return smallest;
    }

    private static boolean fits(TableBuffer buffer, int expectedBytes) {
        return buffer.capacity() >= expectedBytes
                && buffer.capacity() <= (long) FITS_UP_TO * Math.max(SMALL_BYTES, expectedBytes);
    }

    /** A buffer that is being filled has got larger arrays. */
    void grew(long bytes) {
        fillingBytes += bytes;
    }

    /** A buffer is filled no more. */
    void left(TableBuffer full) {
        fillingBytes -= full.capacity();
    }

    /** Its rows are sent. */
    void giveBack(TableBuffer sent) {
        sent.reset();
        free.add(sent);
        freeBytes += sent.capacity();
        while (!free.isEmpty() && freeBytes + fillingBytes > ALL_BATCHES * maxBatchBytes) {
            freeBytes -= free.remove(0).capacity();
        }
    }

    /** Whether one of the buffers that fill has to be sent before more rows come. */
    boolean isExhausted() {
        return fillingBytes > FILLING_BATCHES * maxBatchBytes;
    }

    /** Arrays of all buffers that fill or are free; any thread may ask, and is told about how many. */
    long bytes() {
        return freeBytes + fillingBytes;
    }
}
