package io.isotherm.cli.arrival;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.connection.Rest;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.source.ConnectClient;
import io.isotherm.cli.source.ConnectorLog;
import io.isotherm.cli.source.SourceProgress;
import io.isotherm.cli.source.SourceProgress.Slot;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.waiting.Deadline;
import io.isotherm.cli.waiting.Stall;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.config.TablesConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until what is committed in Postgres is visible in ClickHouse, by evidence from each stage:
 *
 * <ol>
 *   <li>a message in the write-ahead log gives the position W before which everything lies that was committed so far;
 *   <li>the slot's confirmed position passes W: the connector has handed everything before W to Kafka, and Kafka has
 *       acknowledged it. The connector learns of a position with the event after it, so more messages are written
 *       meanwhile;
 *   <li>the end offsets of the tables' topics, read now, lie behind all these records;
 *   <li>the job's consumer group has committed offsets at or above them. It commits when a checkpoint completes, which
 *       is when ClickHouse has acknowledged every row before it. Checkpoints are asked for, so as not to wait for the
 *       next one.
 * </ol>
 */
public final class Waiter implements Visibility {
    private static final int PARTITIONS_NAMED = 3;
    private static final Duration USUALLY = Duration.ofSeconds(2);

    private final Connections connections;
    private final String database;
    private final TablesConfig config;
    private final Consumer<String> progress;

    /** @param progress takes a line whenever another thing is waited for */
    public Waiter(Connections connections, String database, TablesConfig config, Consumer<String> progress) {
        this.connections = connections;
        this.database = database;
        this.config = config;
        this.progress = progress;
    }

    @Override
    public void await(Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        try (Connection connection = connections.postgres(database);
                Admin admin = connections.kafkaAdmin()) {
            awaitKafka(new SourceProgress(connection, database), deadline);
            KafkaProgress kafka = new KafkaProgress(
                    admin,
                    topic -> topic.startsWith(database + ".")
                            && config.topicPattern().matcher(topic).matches());
            awaitClickHouse(kafka, deadline);
        } catch (SQLException e) {
            throw CliException.cannotRun("Postgres broke off: " + Cause.of(e), "see ./isotherm logs postgres", e);
        }
    }

    @Override
    public Duration usually() {
        return USUALLY;
    }

    private void awaitKafka(SourceProgress source, Deadline deadline) {
        ConnectClient connect = new ConnectClient(connections);
        Stall stall = new Stall(deadline, progress);
        String position = source.mark();
        stall.until(() -> {
            Optional<Slot> slot = source.slot(position);
            if (slot.isPresent() && slot.get().reached()) {
                return true;
            }
            source.mark();
            explain(database, source.slotName(), slot, connect.state(PipelineNames.connector(database)), stall, () -> {
                List<String> log =
                        Launchers.current(connections.settings()).lastLogLines("connect", ConnectorLog.LINES);
                return ConnectorLog.lastError(log, database);
            });
            return false;
        });
    }

    static void explain(
            String database,
            String slotName,
            Optional<Slot> slot,
            String connectorState,
            Stall stall,
            Supplier<Optional<String>> lastError) {
        String connector = "connector " + PipelineNames.connector(database) + " is " + connectorState;
        if (!connectorState.equals("RUNNING")) {
            stall.stuck(connector, "see ./isotherm logs connect, then ./isotherm apply");
        } else if (slot.isEmpty()) {
            stall.stuck("there is no replication slot " + slotName, "./isotherm restart connect creates it");
        } else if ("lost".equals(slot.get().walStatus())) {
            stall.stuck(
                    "Postgres has removed the log that slot " + slotName + " needs",
                    "raise max_slot_wal_keep_size, then ./isotherm apply, which names what is left to do");
        } else if (!slot.get().active()) {
            stall.slow(
                    "nothing reads replication slot " + slotName + " yet"
                            + lastError
                                    .get()
                                    .map(error -> "; the last error of the connector is " + error)
                                    .orElse(""),
                    "a snapshot may run: see ./isotherm logs connect");
        } else {
            stall.slow(
                    "Kafka has yet to acknowledge changes of slot " + slotName,
                    slot.get().behind() + " bytes of log are left: try a longer --timeout");
        }
    }

    private void awaitClickHouse(KafkaProgress kafka, Deadline deadline) {
        Stall stall = new Stall(deadline, progress);
        CheckpointTrigger checkpoints = new CheckpointTrigger(
                new Rest(
                        connections.http(),
                        "flink-jobmanager",
                        connections.settings().url(Setting.FLINK_PORT)),
                PipelineNames.JOB);
        AtomicReference<Map<TopicPartition, Long>> ends = new AtomicReference<>();
        stall.until(() -> {
            if (ends.get() == null) {
                ends.set(kafka.endOffsets());
            }
            Map<String, Long> behind = kafka.behind(ends.get());
            if (behind.isEmpty()) {
                return true;
            }
            Optional<String> problem = checkpoints.ask();
            if (problem.isPresent()) {
                stall.stuck(problem.get(), "see ./isotherm job list and ./isotherm logs flink-taskmanager");
            } else {
                stall.slow(
                        "the job has yet to write and checkpoint " + partitions(behind.keySet()),
                        records(behind) + ": try a longer --timeout, or see ./isotherm logs flink-taskmanager");
            }
            return false;
        });
    }

    private static String partitions(Set<String> names) {
        String first = names.stream().limit(PARTITIONS_NAMED).collect(Collectors.joining(", "));
        return names.size() <= PARTITIONS_NAMED ? first : first + " and " + (names.size() - PARTITIONS_NAMED) + " more";
    }

    private static String records(Map<String, Long> behind) {
        return behind.entrySet().stream()
                .limit(PARTITIONS_NAMED)
                .map(entry -> entry.getKey() + " is " + entry.getValue() + " records behind")
                .collect(Collectors.joining(", "));
    }
}
