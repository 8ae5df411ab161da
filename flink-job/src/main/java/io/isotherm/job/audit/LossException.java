package io.isotherm.job.audit;

/** Records came in that did not go anywhere; the message names the tables and numbers. Lets the job fail. */
public final class LossException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LossException(String message) {
        super(message);
    }
}
