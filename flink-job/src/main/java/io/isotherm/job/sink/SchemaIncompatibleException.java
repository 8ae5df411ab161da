package io.isotherm.job.sink;

/** The hot table cannot hold rows of this shape; the message names the column and the remedy. */
final class SchemaIncompatibleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaIncompatibleException(String message) {
        super(message);
    }
}
