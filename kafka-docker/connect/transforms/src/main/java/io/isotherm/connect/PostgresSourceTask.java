package io.isotherm.connect;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.source.TransactionContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * Debezium's task, which starts where a start loses nothing, however the one before ended: behind the last complete
 * transaction ({@link WholeTransactions}), and after a first snapshot that was cut off at the slot it had made
 * ({@link SnapshotBehindSlot}). What is sent twice by that has the version it had before.
 */
public final class PostgresSourceTask extends PostgresConnectorTask {
    private static final String CONNECTOR_CLASS = "connector.class";

    @Override
    public void initialize(SourceTaskContext taskContext) {
        super.initialize(new Context(taskContext, new WholeTransactions(taskContext.offsetStorageReader())));
    }

    /** Called at every start, also at those that Debezium makes by itself after an error that may pass. */
    @Override
    public ChangeEventSourceCoordinator<PostgresPartition, PostgresOffsetContext> start(Configuration config) {
        // Debezium chooses parts of itself by the exact name of its own connector
        Configuration.Builder settings = config.edit().with(CONNECTOR_CLASS, PostgresConnector.class.getName());
        if (beginsWithSnapshot(config) && slotExists(config)) {
            settings.with(PostgresConnectorConfig.SNAPSHOT_MODE, PostgresConnectorConfig.SnapshotMode.CUSTOM)
                    .with(CommonConnectorConfig.SNAPSHOT_MODE_CUSTOM_NAME, SnapshotBehindSlot.NAME);
        }
        return super.start(settings.build());
    }

    private boolean beginsWithSnapshot(Configuration config) {
        PostgresConnectorConfig source = new PostgresConnectorConfig(config);
        PostgresPartition partition = new PostgresPartition(source.getLogicalName(), source.databaseName());
        return context.offsetStorageReader().offset(partition.getSourcePartition()) == null;
    }

    private static boolean slotExists(Configuration config) {
        PostgresConnectorConfig source = new PostgresConnectorConfig(config);
        try (PostgresConnection connection = new PostgresConnection(source.getJdbcConfig(), "Isotherm")) {
            return connection.getReplicationSlotState(
                            source.slotName(), source.plugin().getPostgresPluginName())
                    != null;
        } catch (SQLException e) {
            throw new RetriableException("cannot look for the replication slot " + source.slotName(), e);
        }
    }

    /** Connect's context with other offsets. */
    private record Context(SourceTaskContext given, OffsetStorageReader offsetStorageReader)
            implements SourceTaskContext {
        @Override
        public Map<String, String> configs() {
            return given.configs();
        }

        @Override
        public TransactionContext transactionContext() {
            return given.transactionContext();
        }

        @Override
        public PluginMetrics pluginMetrics() {
            return given.pluginMetrics();
        }
    }
}
