package io.isotherm.job.sink;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.model.TableCountsSerializer;
import io.isotherm.job.sink.batch.Backoff;
import io.isotherm.job.sink.table.SinkException;
import io.isotherm.job.sink.table.SinkFailures;
import io.isotherm.job.sink.table.SinkFailures.Failure;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has ClickHouse bring to its disk what a checkpoint covers, before the checkpoint completes: after a power cut the job
 * goes on from a checkpoint whose rows are all there. ClickHouse syncs the whole machine, so what shares it is safe
 * too: objects of a local object store, and Flink's own files of the checkpoint before. Hence it does so when no row
 * came as well.
 *
 * <p>There is one instance. Its barrier comes behind those of all writers, whose inserts are acknowledged by then. It
 * is in another task than they are, so they go on meanwhile and no row waits for the disk.
 */
final class DiskSync extends AbstractStreamOperator<CommittableMessage<TableCounts>>
        implements OneInputStreamOperator<CommittableMessage<TableCounts>, CommittableMessage<TableCounts>> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DiskSync.class);
    private static final String NAME = "Disk sync";
    private static final String UID = "disk-sync";
    private static final String STATEMENT = "SYSTEM SYNC FILE CACHE";
    private static final int UNKNOWN_ATTEMPTS = 8;
    private static final int LOG_EVERY = 10;

    private final JobConfig.ClickHouse config;

    private transient ClickHouseServer server;
    private transient ExecutorService thread;
    private transient volatile long lastMillis;

    private DiskSync(
            StreamOperatorParameters<CommittableMessage<TableCounts>> parameters, JobConfig.ClickHouse config) {
        super(parameters);
        this.config = config;
    }

    /** The sync behind what all writers have sent; messages pass through it. */
    static DataStream<CommittableMessage<TableCounts>> of(
            DataStream<CommittableMessage<TableCounts>> counts, JobConfig.ClickHouse config) {
        return counts.global()
                .transform(NAME, CommittableMessageTypeInfo.of(TableCountsSerializer::new), factory(config))
                .setParallelism(1)
                .setMaxParallelism(1)
                .uid(UID)
                .global();
    }

    static OneInputStreamOperatorFactory<CommittableMessage<TableCounts>, CommittableMessage<TableCounts>> factory(
            JobConfig.ClickHouse config) {
        return new Factory(config);
    }

    @Override
    public void open() throws Exception {
        super.open();
        server = new ClickHouseServer(
                config, 1, getContainingTask().getEnvironment().getJobInfo().getJobName());
        thread = Executors.newSingleThreadExecutor(work -> {
            Thread worker = new Thread(work, "clickhouse-sync");
            worker.setDaemon(true);
            return worker;
        });
        getMetricGroup().<Long, Gauge<Long>>gauge("diskSyncMillis", () -> lastMillis);
    }

    @Override
    public void processElement(StreamRecord<CommittableMessage<TableCounts>> element) {
        output.collect(element);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws InterruptedException {
        long start = System.nanoTime();
        for (int attempt = 1; !syncs(attempt); attempt++) {
            TimeUnit.MILLISECONDS.sleep(Backoff.millis(SinkFailures.Kind.NETWORK, attempt));
        }
        lastMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** In another thread, because a task that is cancelled must not wait for the disk. */
    private boolean syncs(int attempt) throws InterruptedException {
        try {
            thread.submit(() -> server.execute(STATEMENT)).get();
            return true;
        } catch (ExecutionException e) {
            Failure failure = SinkFailures.classify(e.getCause());
            boolean passes =
                    switch (failure.kind()) {
                        case NETWORK, OVERLOAD, MEMORY -> true;
                        case UNKNOWN -> attempt < UNKNOWN_ATTEMPTS;
                        default -> false;
                    };
            if (!passes) {
                throw new SinkException(
                        "ClickHouse does not bring its files to the disk: " + failure.message() + "; grant "
                                + config.user() + " SYSTEM SYNC FILE CACHE ON *.*, or set clickhouse.sync to none where"
                                + " replicas keep what one server loses",
                        e.getCause());
            }
            if (attempt == 1 || attempt % LOG_EVERY == 0) {
                LOG.warn("ClickHouse did not bring its files to the disk (attempt {}): {}", attempt, failure.message());
            }
            return false;
        }
    }

    @Override
    public void close() throws Exception {
        if (thread != null) {
            thread.shutdownNow();
            server.close();
        }
        super.close();
    }

    private static final class Factory extends AbstractStreamOperatorFactory<CommittableMessage<TableCounts>>
            implements OneInputStreamOperatorFactory<CommittableMessage<TableCounts>, CommittableMessage<TableCounts>> {
        private static final long serialVersionUID = 1L;

        private final JobConfig.ClickHouse config;

        private Factory(JobConfig.ClickHouse config) {
            this.config = config;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T extends StreamOperator<CommittableMessage<TableCounts>>> T createStreamOperator(
                StreamOperatorParameters<CommittableMessage<TableCounts>> parameters) {
            return (T) new DiskSync(parameters, config);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return DiskSync.class;
        }
    }
}
