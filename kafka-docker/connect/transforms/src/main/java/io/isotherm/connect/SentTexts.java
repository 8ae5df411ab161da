package io.isotherm.connect;

import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Operation;
import java.util.List;

/**
 * The row that a change leaves behind, in the texts that Postgres has sent: those can be asked for, of whatever type
 * they are. Debezium handles a change in one thread from where it comes to {@link MovedRows}.
 */
final class SentTexts {
    private static final ThreadLocal<List<ReplicationMessage.Column>> ROW = ThreadLocal.withInitial(List::of);

    private SentTexts() {}

    /** To be called with every message before Debezium handles it. */
    static void of(ReplicationMessage message) {
        boolean hasRow = !message.isSkippedMessage()
                && (message.getOperation() == Operation.INSERT || message.getOperation() == Operation.UPDATE);
        ROW.set(hasRow ? message.getNewTupleList() : List.of());
    }

    /**
     * Of the change that this thread handles; null for a column that is NULL, that is not sent, or that the row does
     * not have.
     */
    static String text(String column) {
        for (ReplicationMessage.Column sent : ROW.get()) {
            if (sent.getName().equals(column)) {
                return sent.isToastedColumn() ? null : TextColumn.text(sent);
            }
        }
        return null;
    }
}
