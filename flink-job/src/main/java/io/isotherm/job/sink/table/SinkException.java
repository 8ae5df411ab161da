package io.isotherm.job.sink.table;

/** The sink cannot go on; the message names the table, the cause and the remedy. Lets the job fail. */
public final class SinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SinkException(String message, Throwable cause) {
        super(message, cause);
    }

    public SinkException(String message) {
        super(message);
    }
}
