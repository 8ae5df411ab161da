package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PgSnapshot;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresReadOnlyIncrementalSnapshotContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OvertakenWindowTest {
    @Test
    void aTransactionBehindTheChunkEndsItsWindow() {
        OvertakenWindow window = new OvertakenWindow(new StreamedTables(null));
        assertThat(window.isTransactionVisible(7L)).isFalse();
        window.setLowWatermark(PgSnapshot.valueOf("100:102:100"));
        window.setHighWatermark(PgSnapshot.valueOf("101:103:101"));

        assertThat(window.isTransactionVisible(101L)).isTrue();
        assertThat(window.isTransactionVisible(102L)).isFalse();
        assertThat(window.isTransactionVisible(103L)).isFalse();
        assertThat(window.isTransactionVisible(104L)).isTrue();
    }

    @Test
    void aReadThatGoesOnKeepsItsTables() {
        Map<String, Object> stored = Map.of(
                "lsn",
                1L,
                "txId",
                7L,
                "ts_usec",
                1L,
                "incremental_snapshot_collections",
                "[{\"incremental_snapshot_collections_id\":\"public.t\","
                        + "\"incremental_snapshot_collections_additional_condition\":\"\","
                        + "\"incremental_snapshot_collections_surrogate_key\":\"\"}]");
        Configuration config = Configuration.create()
                .with("topic.prefix", "shop")
                .with("database.dbname", "shop")
                .with("read.only", "true")
                .build();
        PostgresOffsetContext offset =
                new PostgresOffsetContext.Loader(new PostgresConnectorConfig(config)).load(stored);
        assertThat(offset.getIncrementalSnapshotContext())
                .isInstanceOf(PostgresReadOnlyIncrementalSnapshotContext.class);

        OvertakenWindow.into(offset, stored, new StreamedTables(null));

        assertThat(offset.getIncrementalSnapshotContext()).isInstanceOf(OvertakenWindow.class);
        assertThat(offset.getIncrementalSnapshotContext().snapshotRunning()).isTrue();
        assertThat(offset.getOffset().get("incremental_snapshot_collections").toString())
                .contains("public.t");
    }
}
