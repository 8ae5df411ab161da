package io.isotherm.job.latest;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.Allocation;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.RowFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the rules may allocate for an event beside the state itself; who raises it says why. */
class LatestBudgetTest {
    private static final int KEYS = 20_000;
    private static final int ROWS_PER_BATCH = 100;
    private static final TestTable TABLE = TestTable.rowsWithPartitions();

    /** Updates in place: a view on each batch and nothing for a row. */
    private static final double BYTES_PER_UPDATE = 1;

    /** A row that is filled from the stored one is written anew, into a batch that grows. */
    private static final double BYTES_PER_FILLED_ROW = 360;

    @Test
    void anUpdateInPlaceTakesNothing() throws Exception {
        assertThat(bytesPerEvent("a note of a certain length")).isLessThan(BYTES_PER_UPDATE);
    }

    @Test
    void aFilledRowIsWrittenOnce() throws Exception {
        assertThat(bytesPerEvent(Change.LEFT_OUT)).isLessThan(BYTES_PER_FILLED_ROW);
    }

    private static double bytesPerEvent(String note) throws Exception {
        LatestRules rules = new LatestRules(TestTable.shapes().open(), Stage.DAILY, Stage.metrics(), () -> 77);
        ArenaBucket bucket = new ArenaBucket();
        List<ChangeBatch> batches = new ArrayList<>();
        batches(1, "a note of a certain length").forEach(batch -> rules.settle(batch, bucket, letter -> {}));
        long[] lsn = {2};
        batches.addAll(batches(2, note));
        return Allocation.bytesPerEvent(KEYS, () -> {
            lsn[0]++;
            for (ChangeBatch batch : batches) {
                renew(batch, lsn[0]);
                rules.settle(batch, bucket, letter -> {
                    throw new AssertionError(letter);
                });
            }
        });
    }

    private static List<ChangeBatch> batches(long lsn, String note) {
        List<ChangeBatch> batches = new ArrayList<>();
        for (long key = 0; key < KEYS; key++) {
            if (key % ROWS_PER_BATCH == 0) {
                batches.add(new ChangeBatch(0, 1 << 14));
            }
            Change.upsert(key, lsn, 100, note, 1).appendTo(batches.get(batches.size() - 1), TABLE);
        }
        return batches;
    }

    /** The same changes once more, at a later position. */
    private static void renew(ChangeBatch batch, long lsn) {
        byte[] data = batch.data();
        for (int at = 0, length; at < batch.length(); at += length) {
            length = RowFormat.getInt(data, at);
            RowFormat.putShort(data, at + 6, (short) (RowFormat.getShort(data, at + 6) & ~RowFormat.DROPPED));
            RowFormat.putLong(data, at + length - 25, lsn << 48);
        }
    }
}
