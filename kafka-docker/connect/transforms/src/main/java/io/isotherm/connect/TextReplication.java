package io.isotherm.connect;

import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Operation;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import io.debezium.connector.postgresql.spi.SlotCreationResult;
import io.debezium.relational.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;

/**
 * Debezium's replication connection, whose changes have the text of Postgres where a type wants it: {@link TextColumn}.
 */
@SuppressWarnings("try") // closing declares what Debezium's own does
final class TextReplication implements ReplicationConnection {
    private final ReplicationConnection given;
    private final Predicate<PostgresType> asText;
    private final OldKeys oldKeys;
    private final RelationTypes relationTypes;
    private final StreamedTables tables;

    /** @param asText of a type that is no domain */
    TextReplication(
            ReplicationConnection given,
            Predicate<PostgresType> asText,
            OldKeys oldKeys,
            RelationTypes relationTypes,
            StreamedTables tables) {
        this.given = given;
        this.relationTypes = relationTypes;
        this.asText = asText;
        this.oldKeys = oldKeys;
        this.tables = tables;
    }

    @Override
    public ReplicationStream startStreaming(WalPositionLocator walPosition) throws SQLException, InterruptedException {
        return new Stream(given.startStreaming(walPosition));
    }

    @Override
    public ReplicationStream startStreaming(Lsn offset, WalPositionLocator walPosition)
            throws SQLException, InterruptedException {
        return new Stream(given.startStreaming(offset, walPosition));
    }

    @Override
    public Optional<SlotCreationResult> createReplicationSlot() throws SQLException {
        return given.createReplicationSlot();
    }

    @Override
    public void initConnection() throws SQLException, InterruptedException {
        given.initConnection();
    }

    @Override
    public boolean isConnected() throws SQLException {
        return given.isConnected();
    }

    @Override
    public void reconnect() throws SQLException {
        given.reconnect();
    }

    @Override
    public void close() throws Exception {
        given.close();
    }

    static boolean isChange(ReplicationMessage message) {
        Operation operation = message.getOperation();
        return !message.isSkippedMessage()
                && (operation == Operation.INSERT || operation == Operation.UPDATE || operation == Operation.DELETE);
    }

    private void makeTexts(List<ReplicationMessage.Column> columns) {
        if (columns != null) {
            columns.replaceAll(
                    column -> !column.isToastedColumn() && isText(column.getType()) ? new TextColumn(column) : column);
        }
    }

    /** For a domain of an enum Debezium knows no labels, and looks into the catalog with each value. */
    private boolean isText(PostgresType type) {
        return asText.test(type.getRootType()) || type.isEnumType() && !type.isRootType();
    }

    /**
     * Debezium asks the catalog for the columns of a table, and the driver then asks for the names of their types. A
     * type that was dropped in between has none, at which Debezium 3.7 fails for good. An error of SQL has it begin
     * again, and the column is gone with its type by then.
     */
    private static SQLException ofVanishedType(NullPointerException failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        if (trace.length == 0 || !trace[0].getClassName().equals(TypeRegistry.class.getName())) {
            throw failure;
        }
        return new SQLException("a type was dropped while Debezium asked for the columns of a table", failure);
    }

    private final class Stream implements ReplicationStream {
        private final ReplicationStream given;

        Stream(ReplicationStream given) {
            this.given = given;
        }

        @Override
        public void read(ReplicationMessageProcessor processor) throws SQLException, InterruptedException {
            try {
                given.read(withTexts(processor));
            } catch (NullPointerException e) {
                throw ofVanishedType(e);
            }
        }

        @Override
        public boolean readPending(ReplicationMessageProcessor processor) throws SQLException, InterruptedException {
            try {
                return given.readPending(withTexts(processor));
            } catch (NullPointerException e) {
                throw ofVanishedType(e);
            }
        }

        private ReplicationMessageProcessor withTexts(ReplicationMessageProcessor processor) {
            return message -> {
                Table streamed = relationTypes.correct(message);
                if (streamed != null) {
                    makeTexts(message.getOldTupleList());
                    makeTexts(message.getNewTupleList());
                }
                oldKeys.look(message);
                SentTexts.of(message);
                processor.process(message);
                tables.restore(streamed);
            };
        }

        @Override
        public void flushLsn(Lsn lsn) throws SQLException {
            given.flushLsn(lsn);
        }

        @Override
        public Lsn lastReceivedLsn() {
            return given.lastReceivedLsn();
        }

        @Override
        public Lsn startLsn() {
            return given.startLsn();
        }

        @Override
        public void startKeepAlive(ExecutorService service) {
            given.startKeepAlive(service);
        }

        @Override
        public void stopKeepAlive() {
            given.stopKeepAlive();
        }

        @Override
        public void close() throws Exception {
            given.close();
        }
    }
}
