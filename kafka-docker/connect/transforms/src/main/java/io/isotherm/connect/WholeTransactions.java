package io.isotherm.connect;

import io.debezium.connector.SnapshotType;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Operation;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * Offsets set back to the end of the last complete transaction. Postgres sends again, as a whole, each transaction
 * whose commit lies behind the position where a stream starts. Debezium then looks for the last change that it had sent
 * and skips all before it. But positions do not tell changes apart: rows of one COPY share one, and a commit ends where
 * the next record of another transaction begins. Rows were lost by that (debezium/dbz#1554, #76, #51; 3.7.0 still skips
 * the rest of a page when only its first row was stored). So it is never given anything to look for.
 *
 * <p>An offset that a first snapshot left behind unfinished is none: the snapshot begins again.
 */
final class WholeTransactions implements OffsetStorageReader {
    private static final String POSITION = "lsn";
    private static final String MESSAGE_TYPE = "messageType";
    private static final String SNAPSHOT = "snapshot";
    private static final String LAST_SNAPSHOT_RECORD = "last_snapshot_record";
    private static final String SNAPSHOT_COMPLETED = "snapshot_completed";

    private final OffsetStorageReader stored;

    WholeTransactions(OffsetStorageReader stored) {
        this.stored = stored;
    }

    @Override
    public <T> Map<String, Object> offset(Map<String, T> partition) {
        return setBack(stored.offset(partition));
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
        Map<Map<String, T>, Map<String, Object>> offsets = new HashMap<>(stored.offsets(partitions));
        offsets.replaceAll((partition, offset) -> setBack(offset));
        return offsets;
    }

    static Map<String, Object> setBack(Map<String, Object> offset) {
        if (offset == null || isUnfinishedSnapshot(offset)) {
            return null;
        }
        Object lastChange = offset.get(PostgresOffsetContext.LAST_COMPLETELY_PROCESSED_LSN_KEY);
        // none was complete yet: the transaction of the last change ends behind that change, so it is sent again too
        Object position = offset.getOrDefault(PostgresOffsetContext.LAST_COMMIT_LSN_KEY, lastChange);
        Map<String, Object> back = withoutRead(offset);
        if (position == null) {
            return back;
        }
        back.put(POSITION, position);
        back.put(PostgresOffsetContext.LAST_COMPLETELY_PROCESSED_LSN_KEY, position);
        back.put(PostgresOffsetContext.LAST_COMMIT_LSN_KEY, position);
        // the one type behind which Debezium goes on with whatever comes first
        back.put(MESSAGE_TYPE, Operation.MESSAGE.name());
        back.remove(PostgresOffsetContext.LSN_EVENTS_PROCESSED_KEY);
        return back;
    }

    /**
     * Without the mark of a row that was read beside the changes. Debezium takes it for a snapshot of its own that goes
     * on: all changes are marked as rows of it, and its offsets do not tell any more which tables are still to be read.
     */
    private static Map<String, Object> withoutRead(Map<String, Object> offset) {
        Map<String, Object> without = new HashMap<>(offset);
        if (SnapshotType.INCREMENTAL.name().equals(offset.get(SNAPSHOT))) {
            without.keySet().removeAll(Set.of(SNAPSHOT, LAST_SNAPSHOT_RECORD, SNAPSHOT_COMPLETED));
        }
        return without;
    }

    private static boolean isUnfinishedSnapshot(Map<String, Object> offset) {
        return SnapshotType.INITIAL.name().equals(offset.get(SNAPSHOT))
                && !Boolean.TRUE.equals(offset.get(SNAPSHOT_COMPLETED))
                && !Boolean.TRUE.equals(offset.get(LAST_SNAPSHOT_RECORD));
    }
}
