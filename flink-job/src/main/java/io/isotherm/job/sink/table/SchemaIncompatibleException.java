package io.isotherm.job.sink.table;

import java.util.List;

/** The hot table cannot hold rows of this shape; the message names the column and the remedy. */
public final class SchemaIncompatibleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<SchemaChange> refused;

    public SchemaIncompatibleException(String message) {
        this(message, List.of());
    }

    /** @param refused what the table would need, and does not get */
    SchemaIncompatibleException(String message, List<SchemaChange> refused) {
        super(message);
        this.refused = refused;
    }

    /** The table could follow, and {@code on_schema_change} says that somebody has to decide. */
    static SchemaIncompatibleException forbidden(
            TargetTable table, String name, List<String> clauses, List<SchemaChange> changes) {
        return new SchemaIncompatibleException(
                "the schema of " + table.source() + " has changed and on_schema_change is 'fail'; " + name
                        + " would need: " + String.join(", ", clauses)
                        + "; alter it so, or set on_schema_change to evolve or ignore and run ./isotherm apply; then"
                        + " ./isotherm resync --delete-surplus "
                        + table.source().qualifiedName(),
                changes);
    }

    /** What the table would have to become; empty if no other form of it could hold the rows. */
    List<SchemaChange> refused() {
        return refused;
    }
}
