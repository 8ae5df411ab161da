package io.isotherm.job.sink;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.model.TableCountsSerializer;
import io.isotherm.job.sink.table.SinkException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A checkpoint waits for the disk of a real ClickHouse. */
class DiskSyncITCase {
    private static ClickHouseProcess clickHouse;

    private OneInputStreamOperatorTestHarness<CommittableMessage<TableCounts>, CommittableMessage<TableCounts>> sync;

    @BeforeAll
    static void start() throws IOException {
        clickHouse = ClickHouseProcess.start();
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
    }

    @AfterEach
    void close() throws Exception {
        sync.close();
    }

    @Test
    void theJobsUserMayAskForIt() throws Exception {
        open(clickHouse.config());
        assertThatCode(() -> sync.prepareSnapshotPreBarrier(1)).doesNotThrowAnyException();
    }

    @Test
    void aMissingGrantIsNamed() throws Exception {
        JobConfig.ClickHouse granted = clickHouse.config();
        open(new JobConfig.ClickHouse(
                granted.url(), "reader", granted.password(), "hot", false, JobConfig.Sync.CHECKPOINT));
        assertThatThrownBy(() -> sync.prepareSnapshotPreBarrier(1))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("grant reader SYSTEM SYNC FILE CACHE");
    }

    @Test
    void theCheckpointWaitsWhileTheServerIsAway() throws Exception {
        clickHouse.kill();
        open(clickHouse.config());
        CompletableFuture<Void> barrier = CompletableFuture.runAsync(this::barrier);
        assertThatThrownBy(() -> barrier.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        clickHouse.launch();
        await().atMost(Duration.ofMinutes(2)).until(barrier::isDone);
        barrier.join();
    }

    private void barrier() {
        try {
            sync.prepareSnapshotPreBarrier(1);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void open(JobConfig.ClickHouse config) throws Exception {
        sync = new OneInputStreamOperatorTestHarness<>(
                DiskSync.factory(config),
                CommittableMessageTypeInfo.<TableCounts>of(TableCountsSerializer::new)
                        .createSerializer(null));
        sync.open();
    }
}
