package io.isotherm.job.schema;

import io.isotherm.job.model.DeadLetter;

/** A column's type has no ClickHouse type that holds its values unchanged. */
public final class UnsupportedTypeException extends SchemaException {
    private static final long serialVersionUID = 1L;

    UnsupportedTypeException(String table, String column, String sourceType, String cause) {
        super(
                DeadLetter.Reason.UNSUPPORTED_TYPE,
                table + "." + column + ": type " + sourceType + " " + cause
                        + "; leave the column out with 'exclude' in tables.yaml, then replay the dead letters");
    }
}
