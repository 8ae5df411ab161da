package io.isotherm.connect;

import io.debezium.connector.postgresql.PostgresStreamingChangeEventSource.PgConnectionSupplier;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.connection.ReplicationMessage;

/**
 * A column of a change whose value is the text that Postgres has sent. Debezium would parse it, and for many types
 * loses something, drops the value or fails.
 */
final class TextColumn implements ReplicationMessage.Column {
    private static final String END_OF_TYPE = ")=";

    private final ReplicationMessage.Column given;

    TextColumn(ReplicationMessage.Column given) {
        this.given = given;
    }

    @Override
    public Object getValue(PgConnectionSupplier connection, boolean includeUnknownDatatypes) {
        String text = text(given);
        return text == null ? given.getValue(connection, includeUnknownDatatypes) : text;
    }

    /**
     * Debezium's column shows the text only as {@code name(type)=text}.
     *
     * @return null for a column that is NULL, and for one that is not sent
     */
    static String text(ReplicationMessage.Column column) {
        String shown = column.toString();
        String name = column.getName() + '(';
        int end = shown.startsWith(name) ? shown.indexOf(END_OF_TYPE, name.length()) : -1;
        return end < 0 ? null : shown.substring(end + END_OF_TYPE.length());
    }

    @Override
    public String toString() {
        return given.toString();
    }

    @Override
    public String getName() {
        return given.getName();
    }

    /** Never a domain. */
    @Override
    public PostgresType getType() {
        return given.getType().getRootType();
    }

    @Override
    public ReplicationMessage.ColumnTypeMetadata getTypeMetadata() {
        return given.getTypeMetadata();
    }

    @Override
    public boolean isOptional() {
        return given.isOptional();
    }
}
