package io.isotherm.job.sink;

/** The sink cannot go on; the message names the table, the cause and the remedy. Lets the job fail. */
public final class SinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SinkException(String message, Throwable cause) {
        super(message, cause);
    }

    SinkException(String message) {
        super(message);
    }
}
