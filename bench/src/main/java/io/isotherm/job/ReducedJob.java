package io.isotherm.job;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.JobConfigLoader;
import io.isotherm.job.deadletter.DeadLetterSink;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.schema.RegistryRowShapes;
import io.isotherm.job.sink.HotSink;
import io.isotherm.job.source.RawRecordSource;
import io.isotherm.job.table.RowShapes;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job's own operators in the job's own topology, but for one part. Arguments: {@code --config FILE WITHOUT}. It is
 * in the job's package because only that can put the stages together, and not in the job because nobody should run it.
 */
public final class ReducedJob {
    /** What is left out. */
    public enum Without {
        /** The latest state keeps no rows, so a text that the source leaves out makes the change a dead letter. */
        STORED_ROWS,
        /** The writers' counts go nowhere. Rows are still counted on their way: that is part of each operator. */
        LOSS_AUDIT,
        /** A checkpoint does not wait until ClickHouse has its rows on the disk. */
        DISK_SYNC;

        public String argument() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private ReducedJob() {}

    public static void main(String[] args) throws Exception {
        Without part = Without.valueOf(args[2].toUpperCase(Locale.ROOT));
        JobConfig config = JobConfigLoader.load(Path.of(args[1]), System.getenv());
        StreamExecutionEnvironment env = JobEnvironment.configure(StreamExecutionEnvironment.getExecutionEnvironment());
        wire(env, config, part);
        env.execute("bench-without-" + part.argument());
    }

    private static JobConfig unsynced(JobConfig config) {
        JobConfig.ClickHouse server = config.clickHouse();
        return new JobConfig(
                config.kafka(),
                config.registry(),
                new JobConfig.ClickHouse(
                        server.url(),
                        server.user(),
                        server.password(),
                        server.database(),
                        server.compress(),
                        JobConfig.Sync.NONE),
                config.sink(),
                config.tables(),
                config.shuffleLinger(),
                config.latestStore());
    }

    /** Connects to nothing. */
    static void wire(StreamExecutionEnvironment env, JobConfig whole, Without part) {
        JobConfig config = part == Without.DISK_SYNC ? unsynced(whole) : whole;
        RowShapes.Factory shapes = new RegistryRowShapes.Factory(config.registry(), config.tables());
        HotSink hotTables = new HotSink(config, shapes);
        Sink<ChangeBatch> sink = part == Without.LOSS_AUDIT ? new UnauditedSink(hotTables) : hotTables;
        RowShapes.Factory latestShapes = part == Without.STORED_ROWS ? new ShapesWithoutRows(shapes) : shapes;
        new CdcTopology(
                        RawRecordSource.create(config),
                        Stages.of(config, latestShapes, env.getConfiguration()),
                        sink,
                        DeadLetterSink.create(config))
                .wire(env);
    }
}
