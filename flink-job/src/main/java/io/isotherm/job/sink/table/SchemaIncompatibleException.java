package io.isotherm.job.sink.table;

import java.util.Optional;

/** The hot table cannot hold rows of this shape; the message names the column and the remedy. */
public final class SchemaIncompatibleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SchemaChange refused;

    public SchemaIncompatibleException(String message) {
        this(message, null);
    }

    /** @param refused the change that the table would need */
    public SchemaIncompatibleException(String message, SchemaChange refused) {
        super(message);
        this.refused = refused;
    }

    /** What the table would have to become; empty if no other form of it could hold the rows. */
    Optional<SchemaChange> refused() {
        return Optional.ofNullable(refused);
    }
}
