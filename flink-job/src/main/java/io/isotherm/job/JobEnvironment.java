package io.isotherm.job;

import io.isotherm.job.model.Buckets;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What the job needs of Flink whatever the cluster's defaults are, and what it suggests where the cluster is silent.
 */
public final class JobEnvironment {
    private JobEnvironment() {}

    public static StreamExecutionEnvironment configure(StreamExecutionEnvironment env) {
        Configuration required = new Configuration();
        required.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
        // Buckets of the latest state are key groups
        required.set(PipelineOptions.MAX_PARALLELISM, Buckets.COUNT);
        required.set(PipelineOptions.OBJECT_REUSE, true);
        required.set(PipelineOptions.GENERIC_TYPES, false);
        required.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        // The loss audit adds up per checkpoint: no record may be in flight inside one
        required.set(CheckpointingOptions.ENABLE_UNALIGNED, false);

        suggest(env, required, CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10));
        suggest(
                env,
                required,
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        // Batches are packed before the network, so a buffer need not wait to be filled
        suggest(env, required, ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(10));
        env.configure(required);
        return env;
    }

    private static <T> void suggest(
            StreamExecutionEnvironment env, Configuration target, ConfigOption<T> option, T value) {
        if (env.getConfiguration().getOptional(option).isEmpty()) {
            target.set(option, value);
        }
    }
}
