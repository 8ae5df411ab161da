package io.isotherm.bench.job;

import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Drops what is not newer than the last change of its key. */
final class NewestOnly extends KeyedProcessFunction<Long, OrderChange, OrderChange> {
    private static final long serialVersionUID = 1L;

    private transient ValueState<Long> lastPosition;

    @Override
    public void open(OpenContext context) {
        lastPosition = getRuntimeContext().getState(new ValueStateDescriptor<>("last-position", Long.class));
    }

    @Override
    public void processElement(OrderChange change, Context context, Collector<OrderChange> out) throws IOException {
        Long last = lastPosition.value();
        if (last == null || change.lsn > last) {
            lastPosition.update(change.lsn);
            out.collect(change);
        }
    }
}
