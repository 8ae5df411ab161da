package io.isotherm.cli.pipeline;

import io.isotherm.cli.applied.AppliedTablesWriter;
import io.isotherm.cli.arrival.Waiter;
import io.isotherm.cli.connection.AdminStatements;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.load.SetAside;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.AppendedRows;
import io.isotherm.cli.sync.AppendedCopy;
import io.isotherm.cli.sync.SyncLog;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Reads tables without a key, beside the stream that brings their changes. */
final class AppendedTables implements AppendedRows {
    /** Tables with a key may be read again, too. */
    private static final Duration ARRIVED_WITHIN = Duration.ofHours(1);

    private static final long TO_THE_END = -1;

    private static final String KEYED = "SELECT count() > 0 AND countIf(name = '_op') = 0 AS keyed FROM system.columns"
            + " WHERE database = 'hot' AND table = {table:String}";

    private final Connections connections;
    private final PrintWriter progress;
    private final AdminStatements clickHouse;

    AppendedTables(Settings settings, PrintWriter progress) {
        this.connections = new Connections(settings);
        this.progress = progress;
        this.clickHouse = new AdminStatements(
                connections,
                "ClickHouse does not begin a table anew that has no key",
                "see ./isotherm status and ./isotherm logs clickhouse; then run it again");
    }

    @Override
    public Optional<CliException> refusal(TableId table) {
        Map<String, Object> name = Map.of("table", table.targetName());
        boolean isKeyed = clickHouse.query(KEYED, name).get(0).getBoolean("keyed");
        return isKeyed
                ? Optional.of(CliException.failed(
                        "hot has rows of " + table.qualifiedName() + " by a key, which the table has no more",
                        "./isotherm resync --replace " + table.qualifiedName() + " sets them aside, and begins anew"))
                : Optional.empty();
    }

    /**
     * Nothing of them is sent any more, so what is visible then is all. What Kafka has of them goes, too: a job that
     * began there again would bring it back.
     */
    @Override
    public void setAside(List<TableId> tables) {
        Map<String, List<TableId>> byDatabase = tables.stream().collect(Collectors.groupingBy(TableId::database));
        byDatabase.keySet().forEach(database -> new Waiter(connections, database, config(), this::say)
                .await(ARRIVED_WITHIN));
        SetAside aside = new SetAside(connections, this::say);
        for (TableId table : tables) {
            say(table.qualifiedName() + ": all rows are read, and every change is kept from now on");
            // in this order: a run that is repeated knows by the table that it has to
            deleteRecords(table.topic());
            aside.move(table);
        }
    }

    private void deleteRecords(String topic) {
        try (Admin admin = connections.kafkaAdmin()) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .forEach(partition -> all.put(
                            new TopicPartition(topic, partition.partition()),
                            RecordsToDelete.beforeOffset(TO_THE_END)));
            admin.deleteRecords(all).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw CliException.failed(
                        "Kafka does not delete the changes of " + topic + ": " + Cause.of(e),
                        "see ./isotherm logs kafka; then run it again",
                        e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while Kafka deleted the changes of " + topic, "run it again", e);
        }
    }

    private void say(String line) {
        progress.println("  " + line);
        progress.flush();
    }

    @Override
    public Reading begin(String database) {
        return AppendedCopy.begin(connections, config(), database, new SyncLog(progress, SyncLog.Level.INFO));
    }

    private TablesConfig config() {
        return AppliedTablesWriter.config(connections.settings());
    }
}
