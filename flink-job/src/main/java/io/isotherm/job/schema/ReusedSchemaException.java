package io.isotherm.job.schema;

/** The registry has another schema under an id than the one that records were read with before. */
public final class ReusedSchemaException extends UnknownSchemaException {
    private static final long serialVersionUID = 1L;

    private final int id;

    ReusedSchemaException(int id, String url) {
        super("schema id " + id + " at " + url + " is not the schema that it was: the registry has lost its schemas and"
                + " gives their ids anew; restore them and run ./isotherm dlq replay, or let the job begin without"
                + " state (./isotherm job cancel, ./isotherm job submit), then ./isotherm resync --delete-surplus for each"
                + " table");
        this.id = id;
    }

    public int id() {
        return id;
    }
}
