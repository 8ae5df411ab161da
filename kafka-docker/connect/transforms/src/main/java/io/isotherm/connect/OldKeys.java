package io.isotherm.connect;

import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Operation;
import java.util.List;
import java.util.function.Function;

/**
 * Looks whether Postgres says which row a change was of. With a replica identity by an index without the key it does
 * not, and Debezium puts 0 or an empty text in the key's place: a DELETE would delete that row, and an UPDATE would
 * move it.
 *
 * <p>Such an UPDATE keeps its key here, for only the new one is known. Such a DELETE is marked by {@link MovedRows},
 * and becomes a dead letter. Debezium handles a change in one thread from here to there.
 */
final class OldKeys {
    private static final ThreadLocal<Boolean> UNNAMED = ThreadLocal.withInitial(() -> false);

    private final Function<String, List<String>> keyOf;

    /** @param keyOf columns of the key by a table's name in a message; empty if there is none */
    OldKeys(Function<String, List<String>> keyOf) {
        this.keyOf = keyOf;
    }

    /** Whether the delete that this thread handles names no row. */
    static boolean areMissing() {
        return UNNAMED.get();
    }

    /** To be called with every message before Debezium handles it. */
    void look(ReplicationMessage message) {
        boolean isMissing = !message.isSkippedMessage()
                && (message.getOperation() == Operation.UPDATE || message.getOperation() == Operation.DELETE)
                && isMissing(message);
        if (isMissing && message.getOperation() == Operation.UPDATE) {
            message.getOldTupleList().clear();
        }
        UNNAMED.set(isMissing && message.getOperation() == Operation.DELETE);
    }

    private boolean isMissing(ReplicationMessage message) {
        List<ReplicationMessage.Column> old = message.getOldTupleList();
        if (old == null || old.isEmpty()) {
            return false;
        }
        List<String> key = keyOf.apply(message.getTable());
        return old.stream().anyMatch(column -> isNull(column) && key.contains(column.getName()));
    }

    /** A column of a key is required, and is taken for optional only where its value is missing; no other is parsed. */
    private static boolean isNull(ReplicationMessage.Column column) {
        return column.isOptional() && !column.isToastedColumn() && column.getValue(null, true) == null;
    }
}
