package io.isotherm.job.schema;

import io.isotherm.job.model.DeadLetter;

/** The records of a writer schema cannot be turned into rows. The message names the table, the cause and the remedy. */
public class SchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final DeadLetter.Reason reason;

    public SchemaException(DeadLetter.Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why the schema's records become dead letters. */
    public DeadLetter.Reason reason() {
        return reason;
    }

    static SchemaException incompatible(String message) {
        return new SchemaException(DeadLetter.Reason.SCHEMA_INCOMPATIBLE, message);
    }

    static SchemaException malformed(String message) {
        return new SchemaException(DeadLetter.Reason.MALFORMED_ENVELOPE, message);
    }
}
