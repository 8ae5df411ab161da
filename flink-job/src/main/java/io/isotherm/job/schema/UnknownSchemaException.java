package io.isotherm.job.schema;

import io.isotherm.job.model.DeadLetter;

/** The registry answers, and does not have the schema. */
public class UnknownSchemaException extends SchemaException {
    private static final long serialVersionUID = 1L;

    UnknownSchemaException(String message) {
        super(DeadLetter.Reason.UNKNOWN_SCHEMA, message);
    }
}
