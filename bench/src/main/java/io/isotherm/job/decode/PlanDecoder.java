package io.isotherm.job.decode;

import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.schema.SourceTable;
import java.util.function.Consumer;
import org.apache.avro.Schema;

/** The decode stage's compiled plan of one table, without Flink around it. Not thread-safe. */
public final class PlanDecoder {
    private final DecodePlan plan;
    private final ChangeDecoder decoder = new ChangeDecoder();
    private final OpenBatches batches;

    /** @param full takes the batches that are ready for the shuffle, as in the job */
    public PlanDecoder(SourceTable table, Schema envelope, Consumer<ChangeBatch> full) {
        plan = DecodePlan.of(table, envelope, false);
        batches = new OpenBatches(0, full);
    }

    /** Appends the record's row to the batch of its key's bucket. */
    public void decode(RawRecord change) {
        decoder.decode(plan, change, batches);
        batches.emitIfFull(decoder.bucket());
    }

    /** The record's row alone. */
    public ChangeBatch decodeAlone(RawRecord change) {
        ChangeBatch batch = new ChangeBatch(0, 0);
        decoder.decode(plan, change, bucket -> batch);
        return batch;
    }
}
