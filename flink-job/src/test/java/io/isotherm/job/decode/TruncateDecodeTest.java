package io.isotherm.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.Buckets;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowView;
import io.isotherm.job.model.TableCounts.Kind;
import io.isotherm.job.schema.Fixtures;
import io.isotherm.job.schema.RegistryServer;
import io.isotherm.job.table.ShapeRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TruncateDecodeTest {
    private static final String TOPIC = "ecommerce.public.small_";
    private static final long LINGER = 20;

    private final RawRecord truncate = Fixtures.records("small_").get(4);
    private RegistryServer registry;

    @BeforeEach
    void start() throws Exception {
        registry = new RegistryServer()
                .with(11, Fixtures.schema("small_", "key", 11))
                .with(12, Fixtures.schema("small_", "value", 12));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void everyBucketHearsOfItAtOnce() throws Exception {
        registry.with(TOPIC + "-key", 11);
        try (DecodeDriver operator = operator("apply")) {
            operator.process(truncate);

            assertThat(operator.batches())
                    .extracting(ChangeBatch::bucketKey)
                    .doesNotHaveDuplicates()
                    .hasSize(Buckets.COUNT);
            for (ChangeBatch batch : operator.batches()) {
                RowView row = batch.rows();
                assertThat(row.next()).isTrue();
                assertThat(row.flags()).isEqualTo(RowFormat.TRUNCATED);
                assertThat(row.shape()).isEqualTo(new ShapeRef(TOPIC, 11, 12));
                assertThat(row.kafkaOffset()).isEqualTo(truncate.offset());
                assertThat(row.next()).isFalse();
            }
            assertCounted(operator);
        }
    }

    @Test
    void aTableThatDoesNotApplyItOnlyCountsIt() throws Exception {
        registry.with(TOPIC + "-key", 11);
        try (DecodeDriver operator = operator("ignore")) {
            operator.process(truncate);
            assertCounted(operator);
            assertThat(operator.rows()).isZero();
        }
    }

    @Test
    void aTableThatNeverHadARowOnlyCountsIt() throws Exception {
        try (DecodeDriver operator = operator("apply")) {
            operator.process(truncate);
            assertCounted(operator);
            assertThat(operator.rows()).isZero();
        }
    }

    private DecodeDriver operator(String onTruncate) throws Exception {
        return new DecodeDriver(
                registry,
                TablesConfig.parse(
                        "tables.yaml",
                        "sources: {ecommerce: {tables: [public.small_: {on_truncate: " + onTruncate + "}]}}"),
                LINGER);
    }

    private static void assertCounted(DecodeDriver operator) throws Exception {
        operator.barrier();
        assertThat(operator.counts().get(TOPIC, Kind.CONSUMED)).isOne();
        assertThat(operator.counts().get(TOPIC, Kind.IGNORED)).isOne();
        assertThat(operator.letters()).isEmpty();
    }
}
