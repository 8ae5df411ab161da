package io.isotherm.job.sink;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.ProcessingTimeService;

/** A clock that the test moves. */
public final class ManualTime implements ProcessingTimeService {
    private final TreeMap<Long, ProcessingTimeCallback> timers = new TreeMap<>();
    private long now = 1_000_000;

    @Override
    public long getCurrentProcessingTime() {
        return now;
    }

    @Override
    public ScheduledFuture<?> registerTimer(long timestamp, ProcessingTimeCallback callback) {
        timers.put(timestamp, callback);
        return null;
    }

    public void advance(long millis) throws Exception {
        now += millis;
        while (!timers.isEmpty() && timers.firstKey() <= now) {
            Map.Entry<Long, ProcessingTimeCallback> due = timers.pollFirstEntry();
            due.getValue().onProcessingTime(due.getKey());
        }
    }
}
