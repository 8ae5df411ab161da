package io.isotherm.job.sink.batch;

import io.isotherm.job.sink.table.SinkFailures.Failure;
import io.isotherm.job.sink.table.SinkFailures.Kind;
import io.isotherm.job.sink.table.TargetTable;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All metrics of a sink writer, and the log of its retries. */
public final class SinkMetrics implements RetryListener {
    private static final Logger LOG = LoggerFactory.getLogger(SinkMetrics.class);
    private static final int HISTOGRAM_SIZE = 1000;
    /** Of a long row of retries every so many is logged. */
    private static final int LOG_EVERY = 10;

    private final SinkWriterMetricGroup group;
    private final Counter rowsWritten;
    private final Counter historyRowsWritten;
    private final Counter bytesWritten;
    private final Counter batches;
    private final Counter superseded;
    private final Counter deadLetters;
    private final Histogram insertMillis = new DescriptiveStatisticsHistogram(HISTOGRAM_SIZE);
    private final Map<Kind, AtomicLong> retries = new EnumMap<>(Kind.class);
    /** Tables that cannot be written at the moment, and since when (nanoseconds). */
    private final Map<String, Long> stalledSince = new ConcurrentHashMap<>();

    private volatile long commitToAckMillis;

    public SinkMetrics(SinkWriterMetricGroup group) {
        this.group = group;
        rowsWritten = group.counter("rowsWritten");
        historyRowsWritten = group.counter("historyRowsWritten");
        bytesWritten = group.counter("bytesWritten");
        batches = group.counter("batches");
        superseded = group.counter("rowsSuperseded");
        deadLetters = group.counter("deadLetters");
        group.histogram("insertMillis", insertMillis);
        for (Kind kind : Kind.values()) {
            AtomicLong count = new AtomicLong();
            retries.put(kind, count);
            gauge("retries." + kind.name().toLowerCase(Locale.ROOT), count::get);
        }
        gauge("stalledSeconds", this::stalledSeconds);
        gauge("commitToAckMillis", () -> commitToAckMillis);
    }

    /**
     * All are called from reporters' threads.
     *
     * @param oldestRow age of the oldest row that is not on its way, milliseconds
     * @param bufferBytes of buffers that are not on their way
     */
    void observe(IntSupplier inFlight, LongSupplier oldestRow, LongSupplier bufferBytes) {
        gauge("insertsInFlight", inFlight::getAsInt);
        gauge("bufferBytes", bufferBytes::getAsLong);
        gauge("oldestUnsentMillis", oldestRow::getAsLong);
    }

    /**
     * @param supersededRows those that came for the batch and were not sent
     * @param lagMillis from the commit of the batch's newest row to now
     */
    void sent(BatchInsert.Outcome outcome, int supersededRows, long lagMillis) {
        rowsWritten.inc(outcome.written());
        superseded.inc(supersededRows);
        countBatch(outcome);
        commitToAckMillis = lagMillis;
    }

    /** A history takes its time, so it says nothing about how far hot tables are behind. */
    void sentHistory(BatchInsert.Outcome outcome) {
        historyRowsWritten.inc(outcome.written());
        countBatch(outcome);
    }

    private void countBatch(BatchInsert.Outcome outcome) {
        bytesWritten.inc(outcome.bytes());
        batches.inc();
        deadLetters.inc(outcome.deadLettered());
        group.getNumRecordsSendCounter().inc(outcome.written());
        group.getNumBytesSendCounter().inc(outcome.bytes());
        insertMillis.update(TimeUnit.NANOSECONDS.toMillis(outcome.nanos()));
    }

    @Override
    public void retrying(TargetTable table, Failure failure, int attempt) {
        retries.get(failure.kind()).incrementAndGet();
        stalledSince.putIfAbsent(table.name(), System.nanoTime());
        if (attempt == 1 || attempt % LOG_EVERY == 0) {
            LOG.warn(
                    "Cannot write to {} (attempt {}, {}), trying again: {}",
                    table.name(),
                    attempt,
                    failure.kind(),
                    failure.message());
        }
    }

    @Override
    public void recovered(TargetTable table, int attempts) {
        Long since = stalledSince.remove(table.name());
        if (since != null) {
            LOG.info(
                    "Writing to {} again after {} attempts and {} ms",
                    table.name(),
                    attempts,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
        }
    }

    private long stalledSeconds() {
        long now = System.nanoTime();
        return stalledSince.values().stream()
                .mapToLong(since -> TimeUnit.NANOSECONDS.toSeconds(now - since))
                .max()
                .orElse(0);
    }

    private void gauge(String name, LongSupplier value) {
        Gauge<Long> gauge = value::getAsLong;
        group.gauge(name, gauge);
    }
}
