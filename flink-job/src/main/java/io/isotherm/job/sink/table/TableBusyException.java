package io.isotherm.job.sink.table;

/** Somebody else is changing the table just now: to be tried again. */
final class TableBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TableBusyException(String message) {
        super(message);
    }
}
