package io.isotherm.job.decode;

import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.schema.SourceTable;
import org.apache.avro.Schema;

/** Decodes single records without Flink. */
final class Decoding {
    final SourceTable table;
    final DecodePlan plan;
    private final ChangeDecoder decoder = new ChangeDecoder();

    Decoding(SourceTable table, Schema envelope, boolean clamp) {
        this.table = table;
        this.plan = DecodePlan.of(table, envelope, clamp);
    }

    /** A batch with the record's row; empty for a truncate. */
    ChangeBatch decode(RawRecord record) {
        ChangeBatch[] batch = {new ChangeBatch(0, 16)};
        decoder.decode(plan, record, bucket -> batch[0]);
        return batch[0];
    }
}
