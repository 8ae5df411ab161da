package io.isotherm.cli.load;

import io.isotherm.cli.waiting.Deadline;
import java.time.Duration;
import java.util.Optional;

/** How long a load is waited for. */
public final class Patience {
    /** Shortest time that a single step gets, so that a busy machine is not taken for a broken one. */
    private static final Duration SHORTEST_STEP = Duration.ofMinutes(10);

    private final Duration idle;
    /** Null while rows decide. */
    private final Deadline end;

    private Patience(Duration idle, Deadline end) {
        this.idle = idle;
        this.end = end;
    }

    /** Until this much time is over. */
    public static Patience until(Duration time) {
        return new Patience(null, Deadline.in(time));
    }

    /** As long as rows arrive, and this much longer. */
    public static Patience whileRowsArrive(Duration idle) {
        return new Patience(idle, null);
    }

    Deadline deadline() {
        return idle == null ? end : Deadline.in(idle);
    }

    /** The new deadline after something has arrived. */
    Optional<Deadline> renewed() {
        return Optional.ofNullable(idle).map(Deadline::in);
    }

    /** For something within the load that ends by itself. */
    Duration forOneStep() {
        return idle == null ? end.remaining() : SHORTEST_STEP;
    }
}
