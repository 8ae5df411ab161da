package io.isotherm.job.latest;

import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.KeyHash;
import io.isotherm.job.model.KeyOnlyRow;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowMeta;
import io.isotherm.job.model.RowView;
import io.isotherm.job.model.RowWriter;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.model.TableCounts.Kind;
import io.isotherm.job.table.RowShape;
import java.util.ArrayList;
import java.util.List;

/** Turns a truncate into deletes: one, with its version and as Debezium would send it, for each key that it ends. */
final class Truncates {
    /** Keeps what is in memory twice, and the time until the sink sees the first rows, small. */
    private static final int ROWS_PER_BATCH = 1024;

    private final RowWriter writer = new RowWriter();
    private final RowMeta meta = new RowMeta();

    private List<ChangeBatch> deletes = new ArrayList<>();

    /** @param truncate stands on the row that says so */
    void apply(RowView truncate, BoundShapes shapes, int bucketKey, LatestBucket bucket) {
        int shape = truncate.shapeIndex();
        long high = truncate.versionHigh();
        long low = truncate.versionLow();
        if (shapes.isTruncated(shape, high, low)) {
            return;
        }
        shapes.raiseFloor(shape, high, low);
        List<byte[]> keys = bucket.liveKeysBelow(shapes.tableOrdinal(shape), high, low);
        for (int from = 0; from < keys.size(); from += ROWS_PER_BATCH) {
            List<byte[]> some = keys.subList(from, Math.min(keys.size(), from + ROWS_PER_BATCH));
            deletes.add(deletesOf(some, shapes.plan(shape), truncate, bucketKey));
        }
    }

    /** The deletes since the last call, in batches that carry their own counts. */
    List<ChangeBatch> take() {
        if (deletes.isEmpty()) {
            return List.of();
        }
        List<ChangeBatch> taken = deletes;
        deletes = new ArrayList<>();
        return taken;
    }

    private ChangeBatch deletesOf(List<byte[]> keys, ShapePlan plan, RowView truncate, int bucketKey) {
        ChangeBatch batch = new ChangeBatch(bucketKey, 1 << 16);
        keys.forEach(key -> append(plan.shape(), truncate, key, batch));
        batch.setCounts(new TableCounts());
        batch.counts().of(plan.topic())[Kind.DERIVED.ordinal()] = keys.size();
        return batch;
    }

    private void append(RowShape shape, RowView truncate, byte[] key, ChangeBatch target) {
        meta.flags = RowFormat.DELETED | RowFormat.KEY_ONLY;
        meta.partitionValue = 0;
        meta.kafkaPartition = truncate.kafkaPartition();
        meta.versionHigh = truncate.versionHigh();
        meta.versionLow = truncate.versionLow();
        meta.committedAt = truncate.committedAt();
        int hash = KeyHash.hash(KeyHash.seed(shape.ref().topic()), key, 0, key.length);
        writer.begin(target, shape.ref(), hash, key, 0, key.length, KeyOnlyRow.maxBytes(shape, key.length));
        int end = KeyOnlyRow.write(shape, key, keyStarts(shape, key), writer.data(), writer.rowStart(), meta);
        writer.finish(end, meta);
    }

    private static int[] keyStarts(RowShape shape, byte[] key) {
        int[] keyColumns = shape.keyColumns();
        int[] starts = new int[keyColumns.length + 1];
        for (int i = 0; i < keyColumns.length; i++) {
            starts[i + 1] = shape.columns().get(keyColumns[i]).skip(key, starts[i]);
        }
        return starts;
    }
}
