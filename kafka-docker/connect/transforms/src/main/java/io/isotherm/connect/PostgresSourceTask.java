package io.isotherm.connect;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.PostgresReadOnlyIncrementalSnapshotContext;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.pipeline.spi.Offsets;
import io.debezium.pipeline.spi.Partition;
import io.debezium.relational.Column;
import io.debezium.relational.Key.KeyMapper;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.source.TransactionContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.postgresql.core.Oid;

/**
 * Debezium's task, which starts where a start loses nothing, however the one before ended: behind the last complete
 * transaction ({@link WholeTransactions}), and after a first snapshot that was cut off at the slot it had made
 * ({@link SnapshotBehindSlot}). What is sent twice by that has the version it had before. Where Postgres cannot send
 * again what is missing, it does not start.
 */
public final class PostgresSourceTask extends PostgresConnectorTask {
    private static final String CONNECTOR_CLASS = "connector.class";

    /** As they were stored, not set back. */
    private OffsetStorageReader stored;

    private StartCheck check;

    private Predicate<PostgresType> asText;

    private PrivateColumns privateColumns;

    private CatalogSchemas schemas;

    private AppendedChanges appended;

    private final LargeRows largeRows = new LargeRows();

    @Override
    public void initialize(SourceTaskContext taskContext) {
        stored = taskContext.offsetStorageReader();
        super.initialize(new Context(taskContext, new WholeTransactions(taskContext.offsetStorageReader())));
    }

    /** Called at every start, also at those that Debezium makes by itself after an error that may pass. */
    @Override
    public ChangeEventSourceCoordinator<PostgresPartition, PostgresOffsetContext> start(Configuration config) {
        PostgresConnectorConfig source = new PostgresConnectorConfig(config);
        privateColumns = new PrivateColumns(source, list(config, PrivateColumns.SETTING));
        schemas = new CatalogSchemas(source);
        appended = new AppendedChanges(source.getLogicalName(), list(config, AppendedChanges.SETTING));
        Map<String, String> partition =
                new PostgresPartition(source.getLogicalName(), source.databaseName()).getSourcePartition();
        check = StartCheck.of(source);
        // Debezium chooses parts of itself by the exact name of its own connector
        Configuration.Builder settings = config.edit().with(CONNECTOR_CLASS, PostgresConnector.class.getName());
        if (context.offsetStorageReader().offset(partition) != null) {
            check.requireNothingLost(stored.offset(partition));
        } else if (check.hasSlot()) {
            settings.with(PostgresConnectorConfig.SNAPSHOT_MODE, PostgresConnectorConfig.SnapshotMode.CUSTOM)
                    .with(CommonConnectorConfig.SNAPSHOT_MODE_CUSTOM_NAME, SnapshotBehindSlot.NAME);
        }
        CitextOperators.configure(source, config, settings);
        asText = asText(config);
        return super.start(settings.build());
    }

    @Override
    protected Offsets<PostgresPartition, PostgresOffsetContext> getPreviousOffsets(
            Partition.Provider<PostgresPartition> provider, OffsetContext.Loader<PostgresOffsetContext> loader) {
        Offsets<PostgresPartition, PostgresOffsetContext> offsets = super.getPreviousOffsets(provider, loader);
        offsets.getOffsets().forEach((partition, offset) -> {
            if (offset != null
                    && offset.getIncrementalSnapshotContext() instanceof PostgresReadOnlyIncrementalSnapshotContext) {
                OvertakenWindow.into(
                        offset,
                        context.offsetStorageReader().offset(partition.getSourcePartition()),
                        new StreamedTables(getSchema()));
            }
        });
        return offsets;
    }

    /** Which types come as texts: those that a converter of this connector expects so. */
    private static Predicate<PostgresType> asText(Configuration config) {
        List<String> converters = list(config, CommonConnectorConfig.CUSTOM_CONVERTERS.name());
        Predicate<PostgresType> interval =
                type -> type.getOid() == Oid.INTERVAL && converters.contains(SourceIntervals.SETTINGS);
        if (!converters.contains(SourceTexts.SETTINGS)) {
            return interval;
        }
        TextTypes types = new TextTypes(config.getString(SourceTexts.SETTINGS + "." + SourceTexts.EXCEPT));
        return interval.or(type -> types.contain(type.getOid(), type.getName(), type.isEnumType()));
    }

    /** Of a setting that a configuration from before an update may lack: then a list of one empty text. */
    private static List<String> list(Configuration config, String setting) {
        return List.of(config.getString(setting, "").split("\\s*,\\s*"));
    }

    @Override
    protected ReplicationConnection buildReplicationConnection(
            PostgresConnection jdbcConnection, PostgresSchema schema, PostgresConnectorConfig connectorConfig)
            throws SQLException {
        VisibleTypes.correct(jdbcConnection);
        return new TextReplication(
                super.buildReplicationConnection(jdbcConnection, schema, connectorConfig),
                asText,
                new OldKeys(table -> keyOf(schema.tableFor(TableId.parse(table, false)), connectorConfig)),
                new RelationTypes(schema, jdbcConnection.getTypeRegistry()),
                new StreamedTables(schema));
    }

    private static List<String> keyOf(Table table, PostgresConnectorConfig config) {
        if (table == null) {
            return List.of();
        }
        KeyMapper declared = config.getKeyMapper();
        return declared == null
                ? table.primaryKeyColumnNames()
                : declared.getKeyKolumns(table).stream().map(Column::name).toList();
    }

    @Override
    public List<SourceRecord> doPoll() throws InterruptedException {
        List<SourceRecord> records = super.doPoll();
        check.stamp(records);
        return appended.replaced(schemas.replaced(largeRows.guarded(privateColumns.guarded(records))));
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
