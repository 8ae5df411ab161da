package io.isotherm.cli.waiting;

import java.time.Duration;

/** A point in time measured by the monotonic clock. */
public record Deadline(long nanos) {
    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** Zero once it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }
}
