package io.isotherm.job.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.config.PartitionBy;
import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.DeadLetter.Reason;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.schema.Fixtures;
import io.isotherm.job.schema.SourceTable;
import io.isotherm.job.table.EpochUnit;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Integers that say in which partition their row is. */
class EpochPartitionTest {
    @ParameterizedTest
    @CsvSource({
        "MS, long, 0, 0",
        "MS, long, -1, -1000",
        "MS, long, 1700000000001, 1700000000001000",
        "MS, long, 10413791999999, 10413791999999000",
        "US, long, -2208988800000000, -2208988800000000",
        "S, long, 10413791999, 10413791999000000",
        "S, int, -2147483648, -2147483648000000"
    })
    void anIntegersMomentTravelsBesideTheRowInMicroseconds(EpochUnit unit, String avro, long value, long micros) {
        Envelopes envelopes = Envelopes.ofColumn("[\"null\",\"" + avro + "\"]");
        SourceTable table = envelopes.table(Fixtures.partitionedBy(new PartitionBy("v", unit), OnOutOfRange.REJECT));
        Decoding decoding = new Decoding(table, envelopes.envelope, false);
        Object boxed = avro.equals("int") ? (Object) (int) value : (Object) value;

        ChangeBatch batch = decoding.decode(envelopes.insertOf(boxed));
        var known = batch.rows();
        var unknown = decoding.decode(envelopes.insertOf(null)).rows();

        assertThat(known.next() && unknown.next()).isTrue();
        assertThat(known.partitionValue()).isEqualTo(micros);
        assertThat(RowText.only(table.shape(), batch)).containsEntry("v", String.valueOf(value));
        assertThat(unknown.partitionValue()).isZero();
        assertThat(unknown.is(RowFormat.PARTITION_NULL)).isTrue();
    }

    /** Clamping it would store another number, though the column can hold this one. */
    @ParameterizedTest
    @CsvSource({
        "MS, 10413792000000",
        "MS, -2208988800001",
        "MS, 1700000000000000",
        "US, -9223372036854775808",
        "S, 9223372036854775807"
    })
    void anIntegerThatIsOnNoDayIsRefusedWhateverThePolicy(EpochUnit unit, long value) {
        Envelopes envelopes = Envelopes.ofColumn("\"long\"");
        for (OnOutOfRange policy : OnOutOfRange.values()) {
            SourceTable table = envelopes.table(Fixtures.partitionedBy(new PartitionBy("v", unit), policy));
            Decoding decoding = new Decoding(table, envelopes.envelope, policy == OnOutOfRange.CLAMP);

            assertThatThrownBy(() -> decoding.decode(envelopes.insertOf(value)))
                    .isInstanceOfSatisfying(MalformedChangeException.class, e -> assertThat(e.reason())
                            .isEqualTo(Reason.OUT_OF_RANGE))
                    .hasMessageContaining(
                            "column 'v': a number of " + unit.key() + " since 1970 is not between 1900-01-01")
                    .hasMessageContaining("the unit of partition_by");
        }
    }

    @Test
    void aDeletesKeySaysTheMomentToo() {
        Envelopes envelopes = new Envelopes("{\"name\":\"v\",\"type\":\"long\"}", "{\"name\":\"v\",\"type\":\"long\"}");
        SourceTable table =
                envelopes.table(Fixtures.partitionedBy(new PartitionBy("v", EpochUnit.MS), OnOutOfRange.REJECT));
        Decoding decoding = new Decoding(table, envelopes.envelope, false);

        var deleted = decoding.decode(delete(envelopes, -1)).rows();

        assertThat(deleted.next()).isTrue();
        assertThat(deleted.partitionValue()).isEqualTo(-1000);
        assertThatThrownBy(() -> decoding.decode(delete(envelopes, Long.MAX_VALUE)))
                .isInstanceOf(MalformedChangeException.class)
                .hasMessageContaining("key column 'v': a number of ms since 1970");
    }

    private static RawRecord delete(Envelopes envelopes, long value) {
        GenericRecord key = envelopes.key();
        key.put("v", value);
        GenericRecord row = envelopes.row();
        row.put("v", value);
        return envelopes.record(key, envelopes.change("d", row, null));
    }
}
