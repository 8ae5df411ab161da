package io.isotherm.job.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.model.TableCounts.Kind;
import io.isotherm.job.model.TableCountsSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LossAuditTest {
    private static final String ORDERS = "shop.public.orders";
    private static final String USERS = "shop.public.users";
    private static final String KEPT = "shop.public.kept";
    private static final TablesConfig TABLES =
            TablesConfig.parse("tables.yaml", "sources: {shop: {tables: [public.*, public.kept: {history: true}]}}");

    private OneInputStreamOperatorTestHarness<CommittableMessage<TableCounts>, CommittableMessage<TableCounts>> audit;

    @BeforeEach
    void open() throws Exception {
        audit = new OneInputStreamOperatorTestHarness<>(
                LossAudit.factory(TABLES),
                CommittableMessageTypeInfo.<TableCounts>of(TableCountsSerializer::new)
                        .createSerializer(null));
        audit.open();
    }

    @AfterEach
    void close() throws Exception {
        audit.close();
    }

    @Test
    void passesWhenTheWritersTogetherAccountForAllRecords() throws Exception {
        send(0, counts(ORDERS, Kind.CONSUMED, 10, Kind.WRITTEN, 4, Kind.STALE, 1));
        send(1, counts(ORDERS, Kind.DERIVED, 2, Kind.WRITTEN, 5, Kind.SUPERSEDED, 1, Kind.DEAD_LETTERED, 1));
        audit.prepareSnapshotPreBarrier(1);
        send(0, counts(ORDERS, Kind.CONSUMED, 3, Kind.IGNORED, 3));
        audit.prepareSnapshotPreBarrier(2);
        audit.endInput();

        assertThat(audit.getOutput()).isEmpty();
    }

    @Test
    void failsWhenARecordIsMissing() throws Exception {
        send(0, counts(USERS, Kind.CONSUMED, 1, Kind.WRITTEN, 1));
        send(0, counts(ORDERS, Kind.CONSUMED, 10, Kind.WRITTEN, 9));

        assertThatThrownBy(() -> audit.prepareSnapshotPreBarrier(7))
                .isInstanceOf(LossException.class)
                .hasMessageContaining("checkpoint 7")
                .hasMessageContaining(ORDERS + ": 1 records are missing")
                .hasMessageContaining("consumed 10")
                .hasMessageNotContaining(USERS);
    }

    @Test
    void failsWhenARecordIsCountedTwice() throws Exception {
        send(0, counts(ORDERS, Kind.CONSUMED, 10, Kind.WRITTEN, 12));

        assertThatThrownBy(() -> audit.prepareSnapshotPreBarrier(1))
                .isInstanceOf(LossException.class)
                .hasMessageContaining("2 records too many");
    }

    @Test
    void doesNotSetOneTablesSurplusAgainstAnothersLoss() throws Exception {
        send(0, counts(ORDERS, Kind.CONSUMED, 10, Kind.WRITTEN, 9));
        send(0, counts(USERS, Kind.CONSUMED, 10, Kind.WRITTEN, 11));

        assertThatThrownBy(() -> audit.prepareSnapshotPreBarrier(1)).isInstanceOf(LossException.class);
    }

    @Test
    void passesWhenTheHistoryWasGivenAllThatItsTableWas() throws Exception {
        send(
                0,
                counts(
                        KEPT,
                        Kind.CONSUMED,
                        10,
                        Kind.DERIVED,
                        1,
                        Kind.STALE,
                        1,
                        Kind.DEAD_LETTERED,
                        3,
                        Kind.REFUSED,
                        2));
        send(0, counts(KEPT, Kind.WRITTEN, 4, Kind.SUPERSEDED, 3));
        send(1, counts(KEPT, Kind.HISTORY_WRITTEN, 7, Kind.HISTORY_REFUSED, 1, Kind.HISTORY_OMITTED, 1));
        audit.prepareSnapshotPreBarrier(1);

        assertThat(audit.getOutput()).isEmpty();
    }

    @Test
    void failsWhenAHistoryLacksAChange() throws Exception {
        send(0, counts(KEPT, Kind.CONSUMED, 10, Kind.WRITTEN, 9, Kind.SUPERSEDED, 1, Kind.HISTORY_WRITTEN, 9));

        assertThatThrownBy(() -> audit.prepareSnapshotPreBarrier(1))
                .isInstanceOf(LossException.class)
                .hasMessageContaining(KEPT + ": 1 records are missing in its history")
                .hasMessageContaining("history-written 9");
    }

    @Test
    void checksTheEndOfABoundedInputToo() throws Exception {
        send(0, counts(ORDERS, Kind.CONSUMED, 10, Kind.WRITTEN, 9));

        assertThatThrownBy(audit::endInput).isInstanceOf(LossException.class).hasMessageContaining("end of the input");
    }

    private void send(int subtask, TableCounts counts) throws Exception {
        audit.processElement(new StreamRecord<>(new CommittableSummary<>(subtask, 2, 1, 1, 0)));
        audit.processElement(new StreamRecord<>(new CommittableWithLineage<>(counts, 1, subtask)));
    }

    private static TableCounts counts(String topic, Object... kindsAndNumbers) {
        TableCounts counts = new TableCounts();
        for (int i = 0; i < kindsAndNumbers.length; i += 2) {
            counts.add(topic, (Kind) kindsAndNumbers[i], (Integer) kindsAndNumbers[i + 1]);
        }
        return counts;
    }
}
