package io.isotherm.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.DeadLetter.Reason;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.schema.Fixtures;
import io.isotherm.job.schema.RegistryServer;
import java.nio.ByteBuffer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** A registry that has lost its storage gives ids a second time. */
class ReusedSchemaIdsTest {
    private static final String KEY = "{\"name\":\"id\",\"type\":\"long\"}";
    private static final TablesConfig TABLES = TablesConfig.parse(
            "tables.yaml", "sources: {shop: {tables: [public.t]}, ecommerce: {tables: [public.small_]}}");

    private final Envelopes envelopes = new Envelopes(KEY, KEY);

    /** They were read with the schemas from before, and after a restart all were read with those that came later. */
    @Test
    void recordsOfSuchAnIdAreDeadLetters() throws Exception {
        RawRecord small = Fixtures.records("small_").get(0);
        try (RegistryServer registry = new RegistryServer()
                        .with(Envelopes.KEY_ID, envelopes.key)
                        .with(Envelopes.VALUE_ID, envelopes.envelope)
                        .with(11, Fixtures.schema("small_", "key", 11))
                        .with(12, Fixtures.schema("small_", "value", 12));
                DecodeDriver running = new DecodeDriver(registry, TABLES, 1)) {
            running.process(envelopes.insert(1));
            running.process(small);
            OperatorSubtaskState state = running.snapshot();
            Envelopes altered = new Envelopes(KEY + ",{\"name\":\"n\",\"type\":[\"null\",\"int\"]}", KEY);
            registry.with(Envelopes.VALUE_ID, altered.envelope).with(12, envelopes.envelope);

            // the first pair of ids that is not known yet finds it out for all
            running.process(new RawRecord(small.topic(), 0, 9, 0, framed(11), framed(Envelopes.VALUE_ID), 0));
            running.process(envelopes.insert(2));
            running.barrier();

            assertThat(running.letters())
                    .hasSize(2)
                    .extracting(DeadLetter::detail)
                    .allMatch(detail -> detail.contains("schema id 2 at http")
                            && detail.contains("is not the schema that it was")
                            && detail.contains("./isotherm resync"));
            assertThat(running.rows() - running.forgottenRows()).isEqualTo(2);
            assertAfterARestart(registry, state, small);
        }
    }

    private void assertAfterARestart(RegistryServer registry, OperatorSubtaskState state, RawRecord small)
            throws Exception {
        try (DecodeDriver restarted = new DecodeDriver(registry, TABLES, 1, state)) {
            restarted.process(small);
            restarted.process(envelopes.insert(3));
            restarted.barrier();

            assertThat(restarted.letters())
                    .extracting(DeadLetter::reason)
                    .containsExactly(Reason.UNKNOWN_SCHEMA, Reason.UNKNOWN_SCHEMA);
            assertThat(restarted.rows()).isZero();
        }
    }

    private static byte[] framed(int schemaId) {
        return ByteBuffer.allocate(9).put((byte) 0).putInt(schemaId).putInt(0).array();
    }
}
