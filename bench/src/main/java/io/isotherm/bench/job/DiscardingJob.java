package io.isotherm.bench.job;

import io.isotherm.job.IsothermJob;
import io.isotherm.job.JobEnvironment;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.JobConfigLoader;
import java.nio.file.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Isotherm's own source, decode and latest stages, with nothing behind them. Arguments: {@code --config FILE}. */
public final class DiscardingJob {
    private DiscardingJob() {}

    public static void main(String[] args) throws Exception {
        JobConfig config = JobConfigLoader.load(Path.of(args[1]), System.getenv());
        StreamExecutionEnvironment env = JobEnvironment.configure(StreamExecutionEnvironment.getExecutionEnvironment());
        IsothermJob.wire(env, config, new DiscardingSink<>());
        env.execute("bench-discarding");
    }
}
