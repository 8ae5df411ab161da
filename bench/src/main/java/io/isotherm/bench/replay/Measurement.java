package io.isotherm.bench.replay;

import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.Pause;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * One run of one system.
 *
 * @param seconds from submission until the last event's effect was visible
 * @param sustained events per second between 10 and 90 % of the rows; 0 if that took too few looks to tell
 */
record Measurement(
        String system, long events, double seconds, double sustained, long rows, Map<String, Number> details) {
    private static final Duration LIMIT = Duration.ofMinutes(20);
    /**
     * Looking costs some milliseconds of the cores that are measured: the Prometheus page, or a query over all parts.
     */
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(200).toNanos();

    private static final double NANOS = 1e9;

    double perSecond() {
        return events / seconds;
    }

    /** As it is shown while others still run. */
    String line() {
        return String.format(
                Locale.ROOT,
                "  %-36s %8.1f s  %,10.0f events/s  sustained %,10.0f  %s",
                system,
                seconds,
                perSecond(),
                sustained,
                details);
    }

    /** Prepares, runs, checks and stops a system; what it wrote stays until it is measured again. */
    static Measurement of(ReplaySystem system, Replay replay) {
        return of(system, replay.records(), () -> {
            if (system.table() != null) {
                replay.table().check(system.name(), system.table(), replay.events());
            }
        });
    }

    /**
     * @param events that the system has to read
     * @param check fails if the system's result is wrong; called before it is stopped
     */
    static Measurement of(ReplaySystem system, long events, Runnable check) {
        system.prepare();
        ProgressCurve curve = new ProgressCurve();
        try {
            long start = System.nanoTime();
            system.start();
            double seconds = watch(system, start, curve);
            Map<String, Number> details = system.details();
            check.run();
            return new Measurement(system.name(), events, seconds, curve.middleRate(events), curve.last(), details);
        } finally {
            system.stop();
        }
    }

    private static double watch(ReplaySystem system, long start, ProgressCurve curve) {
        while (true) {
            long now = System.nanoTime();
            ReplaySystem.Progress progress = system.progress();
            long looked = System.nanoTime();
            curve.add((looked - start) / NANOS, progress.rows());
            if (progress.done()) {
                return (looked - start) / NANOS;
            }
            if (looked - start > LIMIT.toNanos()) {
                throw new BenchException(system.name() + " was not done after " + LIMIT.toMinutes()
                        + " minutes; it had " + progress.rows() + " rows");
            }
            Pause.untilNanos(now + LOOK_EVERY_NANOS);
        }
    }
}
