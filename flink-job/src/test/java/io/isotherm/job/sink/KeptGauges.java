package io.isotherm.job.sink;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** The gauges of a sink writer; all its other metrics are forgotten. */
public final class KeptGauges {
    private final Map<String, Gauge<?>> gauges = new ConcurrentHashMap<>();

    public SinkWriterMetricGroup group() {
        SinkWriterMetricGroup forgetful = UnregisteredMetricsGroup.createSinkWriterMetricGroup();
        return (SinkWriterMetricGroup) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SinkWriterMetricGroup.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("gauge")) {
                        gauges.put((String) arguments[0], (Gauge<?>) arguments[1]);
                    }
                    return method.invoke(forgetful, arguments);
                });
    }

    public long valueOf(String gauge) {
        return (Long) gauges.get(gauge).getValue();
    }
}
