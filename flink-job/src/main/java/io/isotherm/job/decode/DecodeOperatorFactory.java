package io.isotherm.job.decode;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.RawRecord;
import java.time.Duration;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/**
 * Ships {@link DecodeOperator} to the task managers:
 * {@code records.transform("decode", ChangeBatchSerializer.TYPE, factory)}.
 */
public final class DecodeOperatorFactory extends AbstractStreamOperatorFactory<ChangeBatch>
        implements OneInputStreamOperatorFactory<RawRecord, ChangeBatch> {
    private static final long serialVersionUID = 1L;

    private final JobConfig.Registry registry;
    private final TablesConfig tables;
    private final Duration linger;

    /** @param linger how long a row may wait for others of its bucket, see {@link JobConfig#shuffleLinger} */
    public DecodeOperatorFactory(JobConfig.Registry registry, TablesConfig tables, Duration linger) {
        this.registry = registry;
        this.tables = tables;
        this.linger = linger;
    }

    @Override
    public <T extends StreamOperator<ChangeBatch>> T createStreamOperator(
            StreamOperatorParameters<ChangeBatch> parameters) {
        @SuppressWarnings("unchecked")
        T operator = (T) new DecodeOperator(parameters, registry, tables, linger);
        return operator;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return DecodeOperator.class;
    }
}
