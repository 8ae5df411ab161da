package io.isotherm.job.decode;

import io.isotherm.job.model.Buckets;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.KeyHash;
import io.isotherm.job.model.KeyOnlyRow;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowMeta;
import io.isotherm.job.model.RowWriter;
import io.isotherm.job.model.Version;

/**
 * Walks one Debezium record and appends its row to the batch of its key's bucket.
 *
 * <table>
 * <caption>What a record becomes</caption>
 * <tr><td>op r, c, u</td><td>the row in {@code after}</td></tr>
 * <tr><td>op d</td><td>a tombstone with the key's columns; {@code before} has no others by default</td></tr>
 * <tr><td>op c of a row that is gone by now</td><td>as for op d: a later change deletes or moves it</td></tr>
 * <tr><td>op t</td><td>nothing; the caller may ask for {@link #truncate}</td></tr>
 * <tr><td>no key</td><td>refused, unless op is t</td></tr>
 * <tr><td>any other op, or r, c, u without a row</td><td>refused</td></tr>
 * </table>
 *
 * Reused for every record; allocates nothing but what batches grow by. Not thread-safe.
 */
final class ChangeDecoder {
    /** Magic byte and schema id in front of the Avro bytes. */
    static final int FRAME_BYTES = 5;

    /** What was done with a record. */
    enum Outcome {
        ROW,
        TRUNCATE
    }

    /** Where the row goes. */
    interface Target {
        ChangeBatch batchOf(int bucket);
    }

    private final AvroCursor in = new AvroCursor();
    private final RowEncoder encoder = new RowEncoder();
    private final RowWriter writer = new RowWriter();
    private final RowMeta meta = new RowMeta();
    private final RowMeta keyMeta = new RowMeta();

    private byte[] key = new byte[64];
    private int keyLength;
    /** Where each key column starts in {@link #key}, and where the last ends. */
    private int[] keyStarts = new int[8];

    private int keyHash;
    private int bucket;

    private boolean hasRow;
    private boolean hasOldRow;
    private int endOfRow;
    private int op;
    private long lsn;
    private boolean hasLsn;
    private long sequenceLsn;
    private long tsMillis;
    private long tsMicros;

    /**
     * @throws MalformedChangeException if the record cannot become a row; the batches are then as they were
     */
    Outcome decode(DecodePlan plan, RawRecord record, Target target) {
        reset();
        if (plan.shape != null) {
            decodeKey(plan, record.key());
        }
        byte[] value = record.value();
        in.reset(value, FRAME_BYTES, value.length);
        for (DecodePlan.Part part : plan.envelope) {
            switch (part.role()) {
                case BEFORE -> hasOldRow = !passOver(part, value.length);
                case AFTER -> readAfter(plan, part, value.length, target);
                case SOURCE -> readSource(plan, part);
                case OP -> op = isNull(part) ? 0 : readOp();
                default -> part.skip().skip(in);
            }
        }
        requireEnd();
        if (op == 't') {
            stamp(record);
            return Outcome.TRUNCATE;
        }
        finish(plan, record, target);
        return Outcome.ROW;
    }

    /**
     * Appends that a change of the record's key could not be read.
     *
     * @throws MalformedChangeException if the key cannot be read either
     */
    void forgetRow(DecodePlan plan, RawRecord record, Target target) {
        reset();
        decodeKey(plan, record.key());
        meta.versionHigh = 0;
        meta.versionLow = 0;
        meta.committedAt = 0;
        writeKeyOnly(plan, target);
        meta.flags |= RowFormat.FORGET_ROW;
        writer.finish(endOfRow, meta);
    }

    /**
     * Tells every bucket of the truncate that was decoded last.
     *
     * @param plan of the table's rows, because a truncate itself has no key
     */
    void truncate(DecodePlan plan, Target target) {
        meta.flags = RowFormat.TRUNCATED;
        for (int each = 0; each < Buckets.COUNT; each++) {
            writer.begin(target.batchOf(each), plan.shape.ref(), 0, key, 0, 0, 0);
            writer.finish(writer.rowStart(), meta);
        }
    }

    /** Bucket of the last row. */
    int bucket() {
        return bucket;
    }

    /** How many columns of the last row the source left out. */
    int missingCount() {
        return meta.missingCount;
    }

    private void reset() {
        meta.flags = 0;
        meta.partitionValue = 0;
        meta.missingCount = 0;
        meta.isGone = false;
        hasRow = false;
        hasOldRow = true;
        op = 0;
        hasLsn = false;
        sequenceLsn = SequencePosition.NONE;
        tsMillis = 0;
        tsMicros = Long.MIN_VALUE;
    }

    private void decodeKey(DecodePlan plan, byte[] raw) {
        int max = plan.maxKeyBytes(raw.length);
        if (key.length < max) {
            key = new byte[max];
        }
        int columns = plan.keySteps.length;
        if (keyStarts.length <= columns) {
            keyStarts = new int[columns + 1];
        }
        in.reset(raw, FRAME_BYTES, raw.length);
        keyMeta.missingCount = 0;
        keyLength = encoder.encodeKey(plan.keySteps, in, key, keyStarts, keyMeta);
        requireEnd();
        if (keyMeta.missingCount > 0) {
            throw new MalformedChangeException(
                    DeadLetter.Reason.TOAST_UNRESOLVED, "the source left out a column of the primary key");
        }
        keyHash = KeyHash.hash(plan.keySeed, key, 0, keyLength);
        bucket = Buckets.bucketOf(keyHash);
    }

    private void readAfter(DecodePlan plan, DecodePlan.Part part, int valueLength, Target target) {
        if (plan.shape == null) {
            hasRow = !passOver(part, valueLength);
            return;
        }
        if (isNull(part)) {
            return;
        }
        begin(plan, plan.maxRowBytes(valueLength), target);
        endOfRow = encoder.encode(plan.rowSteps, plan.clamp, in, writer.data(), writer.rowStart(), meta);
        hasRow = true;
    }

    private void readSource(DecodePlan plan, DecodePlan.Part whole) {
        if (isNull(whole)) {
            return;
        }
        for (DecodePlan.Part part : plan.source) {
            switch (part.role()) {
                case LSN -> {
                    hasLsn = !isNull(part);
                    lsn = hasLsn ? in.readLong() : 0;
                }
                case SEQUENCE -> sequenceLsn = isNull(part) ? SequencePosition.NONE : SequencePosition.read(in);
                case TS_MS -> tsMillis = isNull(part) ? 0 : in.readLong();
                case TS_US -> tsMicros = isNull(part) ? Long.MIN_VALUE : in.readLong();
                default -> part.skip().skip(in);
            }
        }
        if (!hasLsn && sequenceLsn != SequencePosition.NONE) {
            lsn = sequenceLsn;
            hasLsn = true;
        }
    }

    private int readOp() {
        int length = in.readLength();
        int from = in.take(length);
        return length == 1 ? in.bytes()[from] : 0;
    }

    private void finish(DecodePlan plan, RawRecord record, Target target) {
        boolean isDelete = op == 'd' || meta.isGone;
        if (!isDelete && op != 'c' && op != 'u' && op != 'r') {
            throw MalformedChangeException.envelope("unknown operation");
        }
        if (plan.shape == null) {
            throw MalformedChangeException.noKey();
        }
        if (op == 'd' && !hasOldRow) {
            throw MalformedChangeException.unnamedRow(plan.shape.table());
        }
        if (!isDelete && !hasRow) {
            throw MalformedChangeException.envelope("operation '" + (char) op + "' without a row");
        }
        stamp(record);
        if (isDelete) {
            writeKeyOnly(plan, target);
        }
        if (meta.isGone) {
            meta.flags |= RowFormat.GONE;
        }
        writer.finish(endOfRow, meta);
    }

    private void stamp(RawRecord record) {
        if (!hasLsn) {
            throw MalformedChangeException.envelope("source.lsn is NULL");
        }
        meta.kafkaPartition = record.partition();
        meta.versionHigh = Version.high(record.epoch(), lsn);
        meta.versionLow = Version.low(lsn, record.offset());
        meta.committedAt = tsMicros != Long.MIN_VALUE ? tsMicros : tsMillis * 1000;
    }

    private void writeKeyOnly(DecodePlan plan, Target target) {
        meta.flags = 0;
        meta.missingCount = 0;
        meta.partitionValue = 0;
        begin(plan, plan.maxRowBytes(keyLength), target);
        endOfRow = KeyOnlyRow.write(plan.shape, key, keyStarts, writer.data(), writer.rowStart(), meta);
        meta.flags |= RowFormat.DELETED | RowFormat.KEY_ONLY;
    }

    private void begin(DecodePlan plan, int maxRowBytes, Target target) {
        writer.begin(target.batchOf(bucket), plan.shape.ref(), keyHash, key, 0, keyLength, maxRowBytes);
    }

    private boolean isNull(DecodePlan.Part part) {
        if (part.nullBranch() < 0) {
            return false;
        }
        int branch = in.readInt();
        if (branch != 0 && branch != 1) {
            throw MalformedChangeException.corrupt("a union has no such branch");
        }
        return branch == part.nullBranch();
    }

    /** @return whether the field is NULL */
    private boolean passOver(DecodePlan.Part part, int valueLength) {
        int start = in.position();
        boolean isNull = isNull(part);
        in.reset(in.bytes(), start, valueLength);
        part.skip().skip(in);
        return isNull;
    }

    private void requireEnd() {
        if (in.remaining() != 0) {
            throw MalformedChangeException.corrupt("bytes follow the end of the record");
        }
    }
}
