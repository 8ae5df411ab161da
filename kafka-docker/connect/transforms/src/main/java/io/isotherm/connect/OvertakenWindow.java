package io.isotherm.connect;

import io.debezium.connector.postgresql.PgSnapshot;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresReadOnlyIncrementalSnapshotContext;
import io.debezium.relational.TableId;
import java.lang.reflect.Field;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The read of a table's rows beside its changes, which goes on in a quiet source as well. Behind each chunk Debezium
 * waits for a transaction that tells it that the chunk is complete. If it is not a change of a table it has to be the
 * very next one on the server. Where another one comes first, such as one of another database or of a table that is not
 * replicated, the read stands until a table changes. Here each transaction behind the chunk will do, as each change of
 * a table does for Debezium.
 */
final class OvertakenWindow extends PostgresReadOnlyIncrementalSnapshotContext<TableId> {
    /** Of Debezium 3.7; it has no other way in. */
    private static final String CONTEXT = "incrementalSnapshotContext";

    private final StreamedTables tables;

    OvertakenWindow(StreamedTables tables) {
        this.tables = tables;
    }

    /** Gives the offset this context, with what was stored of a read that goes on. */
    static void into(PostgresOffsetContext offset, Map<String, ?> stored, StreamedTables tables) {
        OvertakenWindow context = new OvertakenWindow(tables);
        init(context, stored);
        try {
            Field field = PostgresOffsetContext.class.getDeclaredField(CONTEXT);
            field.setAccessible(true);
            field.set(offset, context);
        } catch (ReflectiveOperationException e) {
            throw new ConnectException("this version of Debezium keeps its reads elsewhere; see OvertakenWindow", e);
        }
    }

    @Override
    public boolean isTransactionVisible(Long id) {
        return super.isTransactionVisible(id) || isBehind(id);
    }

    private boolean isBehind(long id) {
        PgSnapshot low = getLowWatermark();
        PgSnapshot high = getHighWatermark();
        return low != null && high != null && id > Math.max(low.getXMax(), high.getXMax());
    }

    /** What Debezium calls first for a chunk. */
    @Override
    public void startNewChunk() {
        tables.beginRead();
        super.startNewChunk();
    }

    /** And last: the rows of the chunk were read. */
    @Override
    public void setHighWatermark(PgSnapshot watermark) {
        tables.endRead();
        super.setHighWatermark(watermark);
    }

    /** They are sent next, and then the next chunk is begun. */
    @Override
    public void closeWindow() {
        super.closeWindow();
        if (snapshotRunning()) {
            tables.beginSending(currentDataCollectionId().getId());
        }
    }
}
