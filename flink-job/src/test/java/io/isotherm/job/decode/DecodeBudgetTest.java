package io.isotherm.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.Allocation;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.model.RawRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** What decode may allocate for an event; who raises it says why. */
class DecodeBudgetTest {
    private static final int EVENTS = 20_000;

    /** The row's place in its batch, a fourth on top for batches that grow, and a share of batch and record objects. */
    private static final double BYTES_PER_EVENT = 200;

    private static final Envelopes ENVELOPES = new Envelopes("""
            {"name":"id","type":"long"},
            {"name":"status","type":"string"},
            {"name":"total","type":["null",{"type":"string","connect.parameters":
              {"__debezium.source.column.type":"NUMERIC","__debezium.source.column.length":"12",
               "__debezium.source.column.scale":"2"}}]},
            {"name":"note","type":["null","string"]},
            {"name":"at","type":{"type":"long","connect.name":"io.debezium.time.MicroTimestamp"}}""", """
            {"name":"id","type":"long"}""");

    @Test
    void decodingARowTakesLittleMoreThanItsBytes() throws Exception {
        List<RawRecord> records = new ArrayList<>();
        for (long id = 0; id < EVENTS; id++) {
            records.add(record(id));
        }
        DecodePlan plan = DecodePlan.of(ENVELOPES.table(TableSettings.DEFAULTS), ENVELOPES.envelope, false);
        ChangeDecoder decoder = new ChangeDecoder();
        OpenBatches batches = new OpenBatches(0, batch -> {});
        double bytes = Allocation.bytesPerEvent(EVENTS, () -> {
            for (RawRecord record : records) {
                decoder.decode(plan, record, batches);
                batches.emitIfFull(decoder.bucket());
            }
        });

        assertThat(bytes).isLessThan(BYTES_PER_EVENT);
    }

    private static RawRecord record(long id) {
        GenericRecord key = ENVELOPES.key();
        key.put("id", id);
        GenericRecord row = ENVELOPES.row();
        row.put("id", id);
        row.put("status", "shipped");
        row.put("total", "1234.50");
        row.put("note", "please leave it with the neighbours on the second floor");
        row.put("at", 1_700_000_000_123_456L);
        return ENVELOPES.record(key, ENVELOPES.change("u", null, row));
    }
}
