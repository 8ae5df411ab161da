package io.isotherm.job.model;

import io.isotherm.job.table.ShapeRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Row changes of any tables whose keys fall into one bucket, packed so that the shuffle pays its price once per batch
 * and not once per row. Also carries the {@link TableCounts} since the last batch of the same operator.
 *
 * <p>Rows are appended with {@link RowWriter} and read with {@link RowView}. Not thread-safe; a batch belongs to one
 * operator at a time, and a receiver may drop rows in place.
 */
public final class ChangeBatch {
    private final int bucketKey;
    private final List<ShapeRef> shapes;
    private byte[] data;
    private int length;
    private int rowCount;
    private TableCounts counts;

    /** @param bucketKey a key whose key group is the bucket's, see {@link Buckets} */
    public ChangeBatch(int bucketKey, int initialBytes) {
        this(bucketKey, new ArrayList<>(4), new byte[initialBytes], 0, 0);
    }

    ChangeBatch(int bucketKey, List<ShapeRef> shapes, byte[] data, int length, int rowCount) {
        this.bucketKey = bucketKey;
        this.shapes = shapes;
        this.data = data;
        this.length = length;
        this.rowCount = rowCount;
    }

    public int bucketKey() {
        return bucketKey;
    }

    /** The shapes that rows refer to by index. */
    public List<ShapeRef> shapes() {
        return shapes;
    }

    /** Index of the shape, added if the batch does not have it yet. Looks from the newest backwards. */
    public int indexOf(ShapeRef shape) {
        for (int i = shapes.size() - 1; i >= 0; i--) {
            ShapeRef other = shapes.get(i);
            if (other == shape || other.equals(shape)) {
                return i;
            }
        }
        shapes.add(shape);
        return shapes.size() - 1;
    }

    public byte[] data() {
        return data;
    }

    /** Used bytes of {@link #data()}. */
    public int length() {
        return length;
    }

    /** Rows appended, including those dropped since. */
    public int rowCount() {
        return rowCount;
    }

    public boolean isEmpty() {
        return rowCount == 0 && counts == null;
    }

    public RowView rows() {
        return new RowView(this);
    }

    /** Counts that travel with this batch, or null. */
    public TableCounts counts() {
        return counts;
    }

    public void setCounts(TableCounts counts) {
        this.counts = counts;
    }

    /** Makes room for {@code bytes} more and returns the array, which may be a new one. */
    byte[] reserve(int bytes) {
        if (data.length - length < bytes) {
            data = Arrays.copyOf(data, Math.max(Math.addExact(length, bytes), data.length * 2));
        }
        return data;
    }

    void commit(int newLength) {
        length = newLength;
        rowCount++;
    }
}
