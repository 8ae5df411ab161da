package io.isotherm.job.sink;

import io.isotherm.job.audit.LossAudit;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.deadletter.DeadLetterProducer;
import io.isotherm.job.deadletter.DeadLetterQueue;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.model.TableCountsSerializer;
import io.isotherm.job.sink.batch.BatchInsert;
import io.isotherm.job.sink.batch.HotSinkWriter;
import io.isotherm.job.sink.batch.InsertExecutor;
import io.isotherm.job.sink.batch.SinkMetrics;
import io.isotherm.job.sink.table.FirstLook;
import io.isotherm.job.sink.table.HotTables;
import io.isotherm.job.sink.table.TableCatalog;
import io.isotherm.job.sink.view.BronzeViews;
import io.isotherm.job.table.RowShapes;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Writes changes of all tables to their hot ClickHouse tables, at least once and idempotently, and audits per
 * checkpoint that no record was lost. Rows are visible in ClickHouse as soon as they are written; the committables are
 * nothing but the counts for the audit, and there is nothing left to commit.
 */
public final class HotSink
        implements Sink<ChangeBatch>,
                SupportsCommitter<TableCounts>,
                SupportsPreCommitTopology<TableCounts, TableCounts> {
    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final RowShapes.Factory shapes;

    public HotSink(JobConfig config, RowShapes.Factory shapes) {
        this.config = config;
        this.shapes = shapes;
    }

    @Override
    public SinkWriter<ChangeBatch> createWriter(WriterInitContext context) {
        int maxInFlight = config.sink().maxInFlight();
        int subtask = context.getTaskInfo().getIndexOfThisSubtask();
        String job = context.getJobInfo().getJobName();
        ClickHouseServer server = new ClickHouseServer(config.clickHouse(), maxInFlight, job);
        String database = config.clickHouse().database();
        TableCatalog catalog = new FirstLook(server, BronzeViews.databases(database));
        HotTables tables = new HotTables(catalog, config.tables(), database, new BronzeViews(catalog, database));
        DeadLetterQueue deadLetters = new DeadLetterProducer(config.kafka());
        SinkMetrics metrics = new SinkMetrics(context.metricGroup());
        InsertExecutor executor =
                new InsertExecutor(maxInFlight, context.getMailboxExecutor(), "clickhouse-insert-" + subtask);
        BatchInsert.Services services =
                new BatchInsert.Services(tables, server, deadLetters, metrics, TimeUnit.MILLISECONDS::sleep);
        return new HotSinkWriter(config, shapes.open(), services, executor, context.getProcessingTimeService(), metrics)
                .owning(server)
                .owning(deadLetters);
    }

    @Override
    public Committer<TableCounts> createCommitter(CommitterInitContext context) {
        return new NothingToCommit();
    }

    @Override
    public SimpleVersionedSerializer<TableCounts> getCommittableSerializer() {
        return new TableCountsSerializer();
    }

    @Override
    public SimpleVersionedSerializer<TableCounts> getWriteResultSerializer() {
        return new TableCountsSerializer();
    }

    @Override
    public DataStream<CommittableMessage<TableCounts>> addPreCommitTopology(
            DataStream<CommittableMessage<TableCounts>> writeResults) {
        DataStream<CommittableMessage<TableCounts>> audited = LossAudit.of(writeResults, config.tables());
        return config.clickHouse().sync() == JobConfig.Sync.CHECKPOINT
                ? DiskSync.of(audited, config.clickHouse())
                : audited;
    }
}
