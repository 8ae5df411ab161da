package io.isotherm.job;

import io.isotherm.job.config.ConfigException;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.JobConfigLoader;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.deadletter.DeadLetterSink;
import io.isotherm.job.deadletter.DeadLetterTopic;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.schema.RegistryRowShapes;
import io.isotherm.job.sink.HotSink;
import io.isotherm.job.source.RawRecordSource;
import io.isotherm.job.table.RowShapes;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job's main: {@code flink run isotherm-job.jar [--config FILE]}. Reads the settings, checks what can be checked
 * before anything runs, wires the topology and submits it.
 */
public final class IsothermJob {
    private IsothermJob() {}

    public static void main(String[] args) throws Exception {
        JobConfig config = JobConfigLoader.load(configFile(args), System.getenv());
        StartupCheck.run(config);
        DeadLetterTopic.ensure(config.kafka());

        StreamExecutionEnvironment env = JobEnvironment.configure(StreamExecutionEnvironment.getExecutionEnvironment());
        wire(env, config);
        env.execute(PipelineNames.JOB);
    }

    /** The topology between the real Kafka and ClickHouse; connects to neither. */
    static void wire(StreamExecutionEnvironment env, JobConfig config) {
        wire(env, config, new HotSink(config, shapes(config)));
    }

    /** @param hotTables takes what would go to ClickHouse, for example to measure the rest of the job alone */
    public static void wire(StreamExecutionEnvironment env, JobConfig config, Sink<ChangeBatch> hotTables) {
        new CdcTopology(
                        RawRecordSource.create(config),
                        Stages.of(config, shapes(config), env.getConfiguration()),
                        hotTables,
                        DeadLetterSink.create(config))
                .wire(env);
    }

    private static RowShapes.Factory shapes(JobConfig config) {
        return new RegistryRowShapes.Factory(config.registry(), config.tables());
    }

    private static Path configFile(String[] args) {
        if (args.length == 0) {
            return null;
        }
        if (args.length == 2 && "--config".equals(args[0])) {
            return Path.of(args[1]);
        }
        throw new ConfigException(
                "the job's arguments are not understood: " + String.join(" ", args),
                List.of("usage: flink run isotherm-job.jar [--config FILE]; without it settings come from ISOTHERM_*"
                        + " environment variables"));
    }
}
