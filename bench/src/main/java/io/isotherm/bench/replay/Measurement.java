package io.isotherm.bench.replay;

import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.Pause;
import java.time.Duration;
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
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(50).toNanos();
    private static final double NANOS = 1e9;

    double perSecond() {
        return events / seconds;
    }

    /** Prepares, runs, checks and stops a system; what it wrote stays until it is measured again. */
    static Measurement of(ReplaySystem system, Replay replay) {
        system.prepare();
        ProgressCurve curve = new ProgressCurve();
        try {
            long start = System.nanoTime();
            system.start();
            double seconds = watch(system, start, curve);
            Map<String, Number> details = system.details();
            if (system.table() != null) {
                replay.table().check(system.name(), system.table(), replay.events());
            }
            return new Measurement(
                    system.name(),
                    replay.records(),
                    seconds,
                    curve.middleRate(replay.records()),
                    curve.last(),
                    details);
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
