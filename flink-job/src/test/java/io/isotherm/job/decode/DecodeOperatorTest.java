package io.isotherm.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.Buckets;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.DeadLetter.Reason;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.model.TableCounts.Kind;
import io.isotherm.job.schema.Fixtures;
import io.isotherm.job.schema.RegistryRowShapes;
import io.isotherm.job.schema.RegistryServer;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.ShapeRef;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeOperatorTest {
    private static final long LINGER = 20;

    private final Envelopes envelopes = new Envelopes(
            "{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"d\",\"type\":[\"null\",{\"type\":\"int\",\"connect.name\":"
                    + "\"io.debezium.time.Date\"}]}",
            "{\"name\":\"id\",\"type\":\"long\"}");
    private final TablesConfig tables = TablesConfig.parse(
            "tables.yaml",
            "sources: {shop: {tables: [public.t]}, ecommerce: {tables: [public.small_: {partition_by: at}, public.*]}}");
    private RegistryServer registry;
    private DecodeDriver operator;

    @BeforeEach
    void open() throws Exception {
        registry = new RegistryServer()
                .with(Envelopes.KEY_ID, envelopes.key)
                .with(Envelopes.VALUE_ID, envelopes.envelope)
                .with(11, Fixtures.schema("small_", "key", 11))
                .with(12, Fixtures.schema("small_", "value", 12))
                .with(13, Fixtures.schema("nopk", "value", 13))
                .with(14, Fixtures.schema("domains_", "key", 14))
                .with(15, Fixtures.schema("domains_", "value", 15));
        operator = new DecodeDriver(registry, tables, LINGER);
    }

    @AfterEach
    void close() throws Exception {
        operator.close();
        registry.close();
    }

    @Test
    void rowsWaitForTheLingerAndNoLonger() throws Exception {
        operator.harness().setProcessingTime(1000);
        operator.process(envelopes.insert(1));
        operator.harness().setProcessingTime(1000 + LINGER - 1);
        assertThat(operator.batches()).isEmpty();

        operator.harness().setProcessingTime(1000 + LINGER);
        assertThat(operator.batches()).hasSize(1);
        assertThat(operator.batches().get(0).counts().get(Envelopes.TOPIC, Kind.CONSUMED))
                .isOne();

        operator.process(envelopes.insert(2));
        operator.harness().setProcessingTime(1000 + 2 * LINGER);
        assertThat(operator.batches()).as("a new timer for the next row").hasSize(2);
    }

    /** Two hundred keys fall into some hundred buckets; at 2,500 batches a second those take 40 ms. */
    @Test
    void rowsOfAFastStreamWaitForOthersOfTheirBucket() throws Exception {
        operator.harness().setProcessingTime(1000);
        for (int i = 0; i < 200; i++) {
            operator.process(envelopes.insert(i));
        }
        operator.harness().setProcessingTime(1000 + LINGER);
        int batches = operator.batches().size();
        assertThat(batches).isGreaterThan(75);

        operator.process(envelopes.insert(1));
        operator.harness().setProcessingTime(1000 + LINGER + batches * 2 / 5 - 1);
        assertThat(operator.batches()).hasSize(batches);
        operator.harness().setProcessingTime(1000 + LINGER + batches * 2 / 5);
        assertThat(operator.batches()).hasSize(batches + 1);

        operator.process(envelopes.insert(2));
        operator.harness().setProcessingTime(1000 + LINGER + batches * 2 / 5 + LINGER);
        assertThat(operator.batches()).as("the stream is slow again").hasSize(batches + 2);
    }

    @Test
    void anIdleOperatorHasNoTimer() throws Exception {
        operator.harness().setProcessingTime(1000);
        operator.process(new RawRecord(Envelopes.TOPIC, 0, 0, 0, null, null, 0));

        assertThat(operator.harness().getProcessingTimeService().getNumActiveTimers())
                .isZero();
    }

    @Test
    void nothingIsHeldBackOverABarrier() throws Exception {
        for (int i = 0; i < 50; i++) {
            operator.process(envelopes.insert(i));
        }
        operator.barrier();

        assertThat(operator.rows()).isEqualTo(50);
        assertThat(operator.counts().get(Envelopes.TOPIC, Kind.CONSUMED)).isEqualTo(50);
    }

    @Test
    void nothingIsHeldBackAtTheEnd() throws Exception {
        operator.process(envelopes.insert(1));
        operator.harness().endInput();
        operator.close();

        assertThat(operator.rows()).isOne();
    }

    @Test
    void aFullBatchDoesNotWait() throws Exception {
        for (int i = 0; i < 128; i++) {
            operator.process(envelopes.insert(1));
        }

        assertThat(operator.batches()).singleElement().satisfies(batch -> assertThat(batch.rowCount())
                .isEqualTo(128));
    }

    @Test
    void everyRowIsInTheBatchOfItsBucket() throws Exception {
        for (int i = 0; i < 300; i++) {
            operator.process(envelopes.insert(i));
        }
        operator.barrier();

        assertThat(operator.rows()).isEqualTo(300);
        for (ChangeBatch batch : operator.batches()) {
            for (var row = batch.rows(); row.next(); ) {
                assertThat(batch.bucketKey()).isEqualTo(Buckets.keyOf(Buckets.bucketOf(row.keyHash())));
            }
        }
    }

    @Test
    void countsOfEveryKindBalance() throws Exception {
        for (RawRecord record : Fixtures.records("small_")) {
            operator.process(record);
        }
        operator.barrier();
        String topic = "ecommerce.public.small_";

        assertThat(operator.counts().get(topic, Kind.CONSUMED)).isEqualTo(5);
        assertThat(operator.counts().get(topic, Kind.IGNORED))
                .as("tombstone and truncate")
                .isEqualTo(2);
        assertThat(operator.rows()).isEqualTo(3);
        assertThat(operator.letters()).isEmpty();
    }

    @Test
    void countsWithoutRowsGoOutAtTheBarrierOnly() throws Exception {
        operator.process(new RawRecord(Envelopes.TOPIC, 0, 0, 0, new byte[0], null, 0));
        assertThat(operator.batches()).isEmpty();

        operator.barrier();

        assertThat(operator.batches()).singleElement().satisfies(batch -> {
            assertThat(batch.rowCount()).isZero();
            assertThat(batch.bucketKey()).isEqualTo(Buckets.keyOf(0));
            assertThat(batch.counts().get(Envelopes.TOPIC, Kind.IGNORED)).isOne();
        });
        operator.barrier();
        assertThat(operator.batches()).hasSize(1);
    }

    @Test
    void badRecordsBecomeDeadLettersAndTheRestArrives() throws Exception {
        operator.process(envelopes.insert(1));
        operator.process(raw(new byte[] {9, 9}, envelopes.insert(1).value()));
        operator.process(raw(envelopes.insert(1).key(), new byte[] {0, 0, 0, 0}));
        operator.process(raw(envelopes.insert(1).key(), new byte[] {0, 0, 0, 0, 99, 1, 2, 3}));
        operator.process(raw(envelopes.insert(1).key(), new byte[] {0, 0, 0, 0, Envelopes.VALUE_ID, 1, 2, 3}));
        operator.process(outOfRange());
        operator.process(Fixtures.records("nopk").get(0));
        operator.process(Fixtures.records("domains_").get(0));
        operator.process(Fixtures.records("domains_").get(0));
        operator.process(envelopes.insert(2));
        operator.barrier();

        assertThat(operator.letters())
                .extracting(DeadLetter::reason)
                .containsExactly(
                        Reason.CORRUPT_RECORD,
                        Reason.CORRUPT_RECORD,
                        Reason.UNKNOWN_SCHEMA,
                        Reason.CORRUPT_RECORD,
                        Reason.OUT_OF_RANGE,
                        Reason.NO_KEY,
                        Reason.UNSUPPORTED_TYPE,
                        Reason.UNSUPPORTED_TYPE);
        assertThat(operator.rows() - operator.forgottenRows()).isEqualTo(2);
        assertThat(operator.forgottenRows()).as("those whose key can be read").isEqualTo(4);
        TableCounts counts = operator.counts();
        assertThat(counts.get(Envelopes.TOPIC, Kind.CONSUMED)).isEqualTo(7);
        assertThat(counts.get(Envelopes.TOPIC, Kind.DEAD_LETTERED)).isEqualTo(5);
    }

    @Test
    void aDeadLetterCarriesTheRecordAsItCame() throws Exception {
        RawRecord bad = raw(envelopes.insert(1).key(), new byte[] {1, 2, 3});
        operator.process(bad);

        DeadLetter letter = operator.letters().get(0);
        assertThat(letter.key()).isEqualTo(bad.key());
        assertThat(letter.value()).isEqualTo(bad.value());
        assertThat(letter.format()).isEqualTo(DeadLetter.Format.RAW);
        assertThat(List.of(letter.topic(), letter.stage().text())).containsExactly(Envelopes.TOPIC, "decode");
        assertThat(letter.offset()).isEqualTo(42);
    }

    /** Its key is an invented one, and belongs to a row that nothing happened to. */
    @Test
    void aDeleteThatNamesNoRowForgetsNone() throws Exception {
        operator.process(raw(
                envelopes.insert(1).key(), Envelopes.framed(Envelopes.VALUE_ID, envelopes.change("d", null, null))));
        operator.barrier();

        assertThat(operator.letters()).extracting(DeadLetter::reason).containsExactly(Reason.NO_KEY);
        assertThat(operator.rows()).isZero();
    }

    @Test
    void laterStagesDeriveTheSameShape() throws Exception {
        operator.process(Fixtures.records("small_").get(1));
        operator.barrier();
        ChangeBatch batch = operator.batches().get(0);
        RowShape shape = new RegistryRowShapes.Factory(registry.config(), tables)
                .open()
                .get(batch.shapes().get(0));

        assertThat(batch.shapes()).containsExactly(new ShapeRef("ecommerce.public.small_", 11, 12));
        assertThat(RowText.only(shape, batch)).contains(Map.entry("c", "1.25"), Map.entry("at", "2024-01-02"));
        assertThat(shape.toString())
                .isEqualTo(Fixtures.table("small_", 11, 12, Fixtures.settings("at", OnOutOfRange.REJECT))
                        .shape()
                        .toString());
    }

    private RawRecord outOfRange() {
        GenericRecord key = envelopes.key();
        key.put("id", 1L);
        GenericRecord row = envelopes.row();
        row.put("id", 1L);
        row.put("d", Integer.MAX_VALUE);
        return envelopes.record(key, envelopes.change("c", null, row));
    }

    private static RawRecord raw(byte[] key, byte[] value) {
        return new RawRecord(Envelopes.TOPIC, 3, 42, 0, key, value, 0);
    }
}
