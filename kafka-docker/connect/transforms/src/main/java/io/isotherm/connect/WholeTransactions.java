package io.isotherm.connect;

import io.debezium.connector.SnapshotType;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Operation;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * Offsets set back to the end of the last complete transaction. Postgres sends again, as a whole, each transaction whose
 * commit lies behind the position where a stream starts. Debezium then looks for the last change that it had sent and skips
 * all before it. But positions do not tell changes apart: rows of one COPY share one, and a commit ends where the next record
 * of another transaction begins. Rows were lost by that (debezium/dbz#1554, #76, #51; 3.7.0 still skips the rest of a page
 * when only its first row was stored). So it is never given anything to look for.
 *
 * <p>An offset that a first snapshot left behind unfinished is none: the snapshot begins again.
 */
final class WholeTransactions implements OffsetStorageReader {
    private static final String POSITION = "lsn";
    private static final String MESSAGE_TYPE = "messageType";
    private static final String SNAPSHOT = "snapshot";

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
        if (position == null) {
            return offset;
        }
        Map<String, Object> back = new HashMap<>(offset);
        back.put(POSITION, position);
        back.put(PostgresOffsetContext.LAST_COMPLETELY_PROCESSED_LSN_KEY, position);
        back.put(PostgresOffsetContext.LAST_COMMIT_LSN_KEY, position);
        // the one type behind which Debezium goes on with whatever comes first
        back.put(MESSAGE_TYPE, Operation.MESSAGE.name());
        back.remove(PostgresOffsetContext.LSN_EVENTS_PROCESSED_KEY);
        return back;
    }

    private static boolean isUnfinishedSnapshot(Map<String, Object> offset) {
        return SnapshotType.INITIAL.name().equals(offset.get(SNAPSHOT))
                && !Boolean.TRUE.equals(offset.get("snapshot_completed"))
                && !Boolean.TRUE.equals(offset.get("last_snapshot_record"));
    }
}
