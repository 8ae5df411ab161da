package io.isotherm.job.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.model.Buckets;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.DeadLetter.Reason;
import io.isotherm.job.model.KeyHash;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowView;
import io.isotherm.job.model.Version;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    private final Envelopes envelopes = new Envelopes("""
            {"name":"id","type":"long"},{"name":"name","type":["null","string"]},{"name":"n","type":"int"}""", """
            {"name":"id","type":"long"}""");
    private final Decoding decoding = new Decoding(envelopes.table(TableSettings.DEFAULTS), envelopes.envelope, false);

    @ParameterizedTest
    @CsvSource({"c, false", "u, false", "r, true", "r, false", "c, first", "u, incremental"})
    void rowsComeFromAfter(String op, String snapshot) {
        GenericRecord change = envelopes.change(op, row(1, "old"), row(7, "new"));
        ((GenericRecord) change.get("source")).put("snapshot", snapshot);

        RowView row = decode(change);

        assertThat(row.flags()).isZero();
        assertThat(RowText.of(decoding.table.shape(), row).values()).containsExactly("7", "new", "5");
        assertThat(row.kafkaPartition()).isEqualTo(3);
        assertThat(row.kafkaOffset()).isEqualTo(42);
        assertThat(row.versionHigh()).isEqualTo(1L << 48 | 0x1_0000L);
        assertThat(row.versionLow()).isEqualTo(2L << 48 | 42);
        assertThat(row.committedAt()).isEqualTo(1_700_000_000_123_456L);
    }

    @Test
    void keyIsHashedWithItsTopic() {
        RowView row = decode(envelopes.change("c", null, row(7, "x")));

        assertThat(row.keyLength()).isEqualTo(8);
        assertThat(RowFormat.getLong(row.data(), row.keyStart())).isEqualTo(7);
        assertThat(row.keyHash()).isEqualTo(KeyHash.hash(KeyHash.seed(Envelopes.TOPIC), row.data(), row.keyStart(), 8));
    }

    @Test
    void rowGoesToTheBucketOfItsKey() {
        ChangeBatch batch = new ChangeBatch(0, 16);
        int[] asked = {-1};
        new ChangeDecoder().decode(decoding.plan, record(envelopes.change("c", null, row(7, "x"))), bucket -> {
            asked[0] = bucket;
            return batch;
        });
        RowView row = batch.rows();
        assertThat(row.next()).isTrue();

        assertThat(asked[0]).isEqualTo(Buckets.bucketOf(row.keyHash()));
    }

    @Test
    void commitTimeFallsBackToMilliseconds() {
        GenericRecord change = envelopes.change("c", null, row(7, "x"));
        ((GenericRecord) change.get("source")).put("ts_us", null);

        assertThat(decode(change).committedAt()).isEqualTo(1_700_000_000_123_000L);
    }

    @Test
    void deleteIgnoresBeforeAndAfter() {
        RowView row = decode(envelopes.change("d", row(7, "before"), null));

        assertThat(row.flags()).isEqualTo(RowFormat.DELETED | RowFormat.KEY_ONLY);
        assertThat(RowText.of(decoding.table.shape(), row).values()).containsExactly("7", "NULL", "0");
    }

    /** The connector takes the old row away from one whose key it had to invent. */
    @Test
    void aDeleteThatNamesNoRowIsRefused() {
        refused(
                record(envelopes.change("d", null, null)),
                Reason.NO_KEY,
                "REPLICA IDENTITY DEFAULT, then ./isotherm resync --delete-surplus public.t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "cc", "m", "\u0000"})
    void unknownOperationsAreRefused(String op) {
        refused(record(envelopes.change(op, null, row(7, "x"))), Reason.MALFORMED_ENVELOPE, "unknown operation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "u", "r"})
    void changesWithoutRowAreRefused(String op) {
        refused(record(envelopes.change(op, row(7, "x"), null)), Reason.MALFORMED_ENVELOPE, "without a row");
    }

    @Test
    void rowsOfAnIncrementalSnapshotTakeTheirPositionFromTheSequence() {
        GenericRecord change = envelopes.change("r", null, row(7, "x"));
        GenericRecord source = (GenericRecord) change.get("source");
        source.put("lsn", null);
        source.put("sequence", "[\"33025848\",\"33025901\"]");

        RowView decoded = decode(change);

        assertThat(decoded.versionHigh()).isEqualTo(Version.high(1, 33_025_901L));
        assertThat(decoded.versionLow()).isEqualTo(Version.low(33_025_901L, decoded.kafkaOffset()));
    }

    @Test
    void rowThatIsGoneByNowBecomesATombstone() {
        RowView decoded = decode(envelopes.change("c", null, row(7, "__isotherm_deleted_row_value")));

        assertThat(decoded.is(RowFormat.DELETED)).isTrue();
        assertThat(decoded.is(RowFormat.KEY_ONLY)).isTrue();
        assertThat(decoded.is(RowFormat.GONE)).isTrue();
        assertThat(decoded.missingCount()).isZero();
    }

    @Test
    void changesWithoutPositionAreRefused() {
        GenericRecord change = envelopes.change("c", null, row(7, "x"));
        ((GenericRecord) change.get("source")).put("lsn", null);

        refused(record(change), Reason.MALFORMED_ENVELOPE, "source.lsn");
    }

    @Test
    void bytesBehindTheRecordAreRefused() {
        RawRecord record = record(envelopes.change("c", null, row(7, "x")));
        byte[] longer = Arrays.copyOf(record.value(), record.value().length + 1);

        refused(with(record, longer), Reason.CORRUPT_RECORD, "bytes follow");
    }

    @Test
    void aRefusedRecordLeavesTheBatchAsItWas() {
        RawRecord good = record(envelopes.change("c", null, row(7, "x")));
        byte[] cut = Arrays.copyOf(good.value(), good.value().length - 1);
        ChangeBatch batch = new ChangeBatch(0, 16);
        ChangeDecoder decoder = new ChangeDecoder();
        decoder.decode(decoding.plan, good, bucket -> batch);
        int length = batch.length();

        assertThatThrownBy(() -> decoder.decode(decoding.plan, with(good, cut), bucket -> batch))
                .isInstanceOf(MalformedChangeException.class);
        assertThat(batch.length()).isEqualTo(length);
        assertThat(batch.rowCount()).isOne();
    }

    @Test
    void anyPrefixIsRefused() {
        RawRecord good = record(envelopes.change("u", row(1, "old"), row(7, "new")));
        for (int length = ChangeDecoder.FRAME_BYTES; length < good.value().length; length++) {
            byte[] cut = Arrays.copyOf(good.value(), length);
            assertThatThrownBy(() -> decoding.decode(with(good, cut))).isInstanceOf(MalformedChangeException.class);
        }
        for (int length = ChangeDecoder.FRAME_BYTES; length < good.key().length; length++) {
            byte[] cut = Arrays.copyOf(good.key(), length);
            RawRecord record = new RawRecord(Envelopes.TOPIC, 3, 42, 0, cut, good.value(), 1);
            assertThatThrownBy(() -> decoding.decode(record)).isInstanceOf(MalformedChangeException.class);
        }
    }

    @Test
    void randomDamageNeverEndsOtherwiseThanRefusedOrDecoded() {
        RawRecord good = record(envelopes.change("u", row(1, "old"), row(7, "new")));
        Random random = new Random(17);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = good.value().clone();
            for (int flips = random.nextInt(3) + 1; flips > 0; flips--) {
                int at = ChangeDecoder.FRAME_BYTES + random.nextInt(damaged.length - ChangeDecoder.FRAME_BYTES);
                damaged[at] = (byte) random.nextInt();
            }
            try {
                decoding.decode(with(good, damaged));
            } catch (MalformedChangeException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private GenericRecord row(long id, String name) {
        GenericRecord row = envelopes.row();
        row.put("id", id);
        row.put("name", name);
        row.put("n", 5);
        return row;
    }

    private RawRecord record(GenericRecord change) {
        GenericRecord key = envelopes.key();
        key.put("id", 7L);
        return envelopes.record(key, change);
    }

    private static RawRecord with(RawRecord record, byte[] value) {
        return new RawRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                value,
                record.epoch());
    }

    private RowView decode(GenericRecord change) {
        RowView row = decoding.decode(record(change)).rows();
        assertThat(row.next()).isTrue();
        return row;
    }

    private void refused(RawRecord record, Reason reason, String message) {
        assertThatThrownBy(() -> decoding.decode(record))
                .isInstanceOfSatisfying(MalformedChangeException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason))
                .hasMessageContaining(message);
    }
}
