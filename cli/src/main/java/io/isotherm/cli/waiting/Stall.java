package io.isotherm.cli.waiting;

import io.isotherm.cli.error.CliException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Polls one stage of the pipeline and remembers what holds it up, so that giving up can say so. A server that does not
 * answer may be on its way back: it is only a reason to wait. Not thread-safe.
 */
public final class Stall {
    /** How long a state that does not pass by itself is given to pass nevertheless: a restart by the supervisor. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private static final long POLL_MILLIS = 200;

    private Deadline deadline;
    private final Consumer<String> progress;

    private final Set<String> reported = new HashSet<>();

    private String reason = "";
    private String remedy = "";
    private Deadline patience;

    public Stall(Deadline deadline, Consumer<String> progress) {
        this.deadline = deadline;
        this.progress = progress;
    }

    /** Under way; only the time limit ends it. */
    public void slow(String reason, String remedy) {
        report(reason, remedy);
        patience = null;
    }

    /** Stuck until somebody acts: ends the wait when it lasts. */
    public void stuck(String reason, String remedy) {
        report(reason, remedy);
        if (patience == null) {
            patience = Deadline.in(GRACE);
        } else if (patience.remaining().isZero()) {
            throw CliException.failed(reason, remedy);
        }
    }

    /** As {@link #slow}, without telling anybody: only giving up says it. */
    public void quietly(String reason, String remedy) {
        this.reason = reason;
        this.remedy = remedy;
    }

    /** What was stuck is not any more. */
    public void passes() {
        patience = null;
    }

    /** Something has progressed: the time begins anew. */
    public void extend(Deadline later) {
        deadline = later;
    }

    private void report(String reason, String remedy) {
        if (reported.add(reason)) {
            progress.accept("waiting: " + reason);
        }
        this.reason = reason;
        this.remedy = remedy;
    }

    /**
     * Asks {@code done} until it is true.
     *
     * @throws CliException at the time limit, with what held it up
     */
    public void until(BooleanSupplier done) {
        Optional<CliException> unanswered = Optional.empty();
        while (true) {
            try {
                if (done.getAsBoolean()) {
                    return;
                }
                unanswered = Optional.empty();
            } catch (CliException e) {
                if (e.exitCode() != CliException.CANNOT_RUN) {
                    throw e;
                }
                unanswered = Optional.of(e);
                slow(e.getMessage(), e.remedy());
            }
            if (deadline.remaining().isZero()) {
                throw CliException.failed("the time is over while " + reason, remedy, unanswered.orElse(null));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while waiting", "run this again", e);
        }
    }
}
