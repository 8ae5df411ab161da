package io.isotherm.cli.source;

import static java.util.function.Predicate.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.stack.ServiceEndpoints;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.table.TableId;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Publication and connector of one source on their way to what {@code tables.yaml} asks for, and back if that fails.
 */
final class SourceChange {
    private final Connections connections;
    private final String database;
    private final PostgresSource source;
    private final ConnectClient connect;
    private final ReplicationPlan plan;
    private ConnectorConfig wanted;
    private final PrintWriter progress;

    private Optional<JsonNode> before;
    private final Set<String> publishedBefore;
    private final TablesToRead toRead;
    private final Set<String> toReadBefore;
    private final KeylessTables keyless;
    private Optional<CliException> failure = Optional.empty();
    private boolean connectorIsChanged;

    /** @param progress is told what is done */
    static SourceChange to(
            ReplicationPlan plan,
            Connections connections,
            String database,
            ServiceEndpoints endpoints,
            PrintWriter progress) {
        Path template =
                ConnectorConfig.templateOf(connections.settings().root().resolve("kafka-docker/connectors"), database);
        ConnectorConfig wanted = ConnectorConfig.render(template, database, endpoints, plan);
        return new SourceChange(connections, database, plan, wanted, progress);
    }

    private SourceChange(
            Connections connections, String database, ReplicationPlan plan, ConnectorConfig wanted, PrintWriter out) {
        this.connections = connections;
        this.database = database;
        this.source = new PostgresSource(connections, database);
        this.connect = new ConnectClient(connections);
        this.plan = plan;
        this.progress = out;
        this.before = connect.config(wanted.name());
        this.publishedBefore = source.published();
        this.toRead = new TablesToRead(connections.settings(), database);
        this.toReadBefore = toRead.known();
        this.keyless = new KeylessTables(connections, database, plan, before, publishedBefore, toReadBefore);
        ConnectorConfig numbered = PrivateColumnNumbers.in(wanted, connections, database, plan, before);
        // it was raised when the log of the source turned out to be another one, and never goes back
        this.wanted = before.isEmpty()
                ? numbered
                : keyless.in(numbered).withEpoch(running().epoch());
    }

    /** @throws CliException if the configuration or an added table would not work; nothing was changed then */
    void check() {
        if (!plan.isEmpty() && (!isSame() || !addedTables().isEmpty())) {
            new StoredTables(connections).requireOlderThanStream(database, addedTables(), wanted.epoch());
            connect.validate(wanted.name(), wanted.values());
        }
    }

    /**
     * @param beforeReadingAgain is told which tables are read again because the connector's position is lost
     * @param rows reads those of tables without a key; if empty, these are left to the next apply
     * @throws CliException if the connector does not run with it; what ran before was brought back then
     */
    void carryOut(Consumer<List<TableId>> beforeReadingAgain, Optional<AppendedRows> rows) {
        try {
            toRead.add(namesOf(addedTables()));
            toRead.add(namesOf(keyless.unread()));
            source.publish(plan);
            if (!plan.unsupportedColumns().isEmpty()) {
                say("on_unsupported leaves out " + String.join(", ", plan.unsupportedColumns()));
            }
            if (plan.isEmpty()) {
                say(database + " has no table to replicate yet; after creating some: ./isotherm apply");
                return;
            }
            if (before.isPresent()) {
                goOnFromALostPosition(beforeReadingAgain);
            }
            readNoMoreWhatIsLeftOut();
            changeConnector();
        } catch (CliException e) {
            throw broughtBack(e);
        }
        if (!keyless.unread().isEmpty() && rows.isPresent()) {
            beforeReadingAgain.accept(keyless.unread());
            failure = takeIn(rows.get());
            toRead.become(namesOf(keyless.unread()));
        }
    }

    private Optional<CliException> takeIn(AppendedRows rows) {
        try {
            return keyless.takeIn(connect, rows, this::say, () -> {
                say("every change is kept of " + String.join(", ", namesOf(keyless.unread()))
                        + "; reading the rows of now");
                runWithWanted();
            });
        } catch (CliException e) {
            try {
                runWithWanted();
            } catch (CliException again) {
                e.addSuppressed(again);
            }
            return Optional.of(e);
        }
    }

    /** Without the tables without a key that are still to be read. */
    private void changeConnector() {
        List<String> added = namesOf(addedTables());
        if (isSame() && added.isEmpty()) {
            connect.start(wanted.name());
            connect.awaitRunning(wanted.name());
            say("connector " + wanted.name() + " runs with " + countOf(plan) + ", unchanged");
            return;
        }
        if (!added.isEmpty()) {
            new FirstRead(connections, database, connect, this::say).await(addedTables());
            connectorIsChanged = true;
            // before the connector knows them: were it the other way round, one that is interrupted would never
            // read their rows
            connect.changeOffsets(wanted.name(), offsets -> SnapshotRequest.add(offsets, added));
        }
        runWithWanted();
        say("connector " + wanted.name() + " runs with " + countOf(plan));
        if (!added.isEmpty()) {
            say("reading the rows of " + String.join(", ", added) + " beside the running changes");
        }
    }

    private void runWithWanted() {
        connectorIsChanged = true;
        wanted = keyless.in(wanted);
        connect.put(wanted.name(), wanted.values());
        toRead.become(namesOf(keyless.unread()));
        connect.start(wanted.name());
        SteadyConnector.await(connections, database);
    }

    private void goOnFromALostPosition(Consumer<List<TableId>> beforeReadingAgain) {
        LostPosition position = new LostPosition(connections, connect, database, this::say);
        Optional<LostPosition.Loss> loss = position.find();
        if (loss.isEmpty()) {
            return;
        }
        beforeReadingAgain.accept(plan.tables());
        if (loss.get().isOfAnotherLog()) {
            beginEpoch();
        }
        // first: once it is recovered nothing else would tell that
        keyless.readAllAgain();
        toRead.add(namesOf(keyless.unread()));
        wanted = keyless.in(wanted);
        position.recover(loss.get(), keyless.keyed());
    }

    /**
     * From here on each change beats all those before, whatever their positions in the log. To be called before the
     * connector may go on, and with what it ran with: one that is interrupted finds the same to do again.
     */
    private void beginEpoch() {
        int epoch = 1 + Math.max(wanted.epoch(), new StoredTables(connections).newestEpoch(plan.tables()));
        say("the changes of " + database + " have epoch " + epoch + " from now on");
        connect.put(wanted.name(), running().withEpoch(epoch).values());
        wanted = wanted.withEpoch(epoch);
        before = connect.config(wanted.name());
    }

    /** A table that Debezium is still to read, and cannot, would have the connector fail at every start. */
    private void readNoMoreWhatIsLeftOut() {
        if (before.isEmpty()) {
            return;
        }
        Set<String> pending = new TreeSet<>(connect.snapshot(wanted.name()).tables());
        pending.removeAll(plan.qualifiedNames());
        if (!pending.isEmpty()) {
            connect.changeOffsets(wanted.name(), offsets -> SnapshotRequest.remove(offsets, pending));
        }
    }

    /** What has failed of tables without a key; all others run. */
    Optional<CliException> failure() {
        return failure;
    }

    /** To be asked after a failure later on. */
    CliException broughtBackIfFailed(CliException failure) {
        return connect.state(wanted.name()).startsWith(ConnectClient.FAILED) ? broughtBack(failure) : failure;
    }

    private CliException broughtBack(CliException failure) {
        if (plan.isEmpty() || before.isEmpty() || isSame()) {
            return failure;
        }
        String cause = failure.getMessage();
        try {
            if (!connectorIsChanged) {
                publishAsBefore();
                connect.start(wanted.name());
                return failure;
            }
            String state = connect.state(wanted.name());
            cause = state.startsWith(ConnectClient.FAILED) ? state : cause;
            bringBack();
        } catch (CliException e) {
            return CliException.failed(
                    "connector " + wanted.name() + " does not run with the changed tables: " + cause
                            + "; what ran before could not be brought back: " + e.getMessage(),
                    e.remedy(),
                    failure);
        }
        return CliException.failed(
                "connector " + wanted.name() + " does not run with the changed tables: " + cause
                        + "\n  what ran before runs again",
                "remove the cause, or leave the table or the column out in tables.yaml; then ./isotherm apply",
                failure);
    }

    private void bringBack() {
        say("connector " + wanted.name() + " does not run with the changed tables; bringing back what ran before");
        List<String> added = namesOf(addedTables());
        connect.changeOffsets(wanted.name(), offsets -> SnapshotRequest.remove(offsets, added));
        publishAsBefore();
        connect.put(wanted.name(), keyless.without(running()).values());
        connect.start(wanted.name());
        SteadyConnector.await(connections, database);
    }

    private void publishAsBefore() {
        source.publish(publishedBefore);
        toRead.restore(toReadBefore, namesOf(keyless.unread()), publishedBefore, plan.qualifiedNames());
    }

    private boolean isSame() {
        return before.isPresent() && given().equals(wanted.values());
    }

    private ConnectorConfig running() {
        return new ConnectorConfig(PipelineNames.connector(database), given());
    }

    /** Connect adds the name to what it was given. */
    private ObjectNode given() {
        ObjectNode given = before.orElseThrow().deepCopy();
        given.remove("name");
        return given;
    }

    /** One that was dropped and made again is new to the publication, though the connector knows its name. */
    private List<TableId> addedTables() {
        if (before.isEmpty()) {
            return List.of();
        }
        Predicate<String> isRead = ConnectorConfig.sends(before.get())
                .and(publishedBefore::contains)
                .and(not(toRead.known()::contains));
        return keyless.keyed().stream()
                .filter(table -> !isRead.test(table.qualifiedName()))
                .toList();
    }

    private static List<String> namesOf(List<TableId> tables) {
        return tables.stream().map(TableId::qualifiedName).toList();
    }

    private static String countOf(ReplicationPlan plan) {
        return plan.qualifiedNames().size() + " tables";
    }

    private void say(String text) {
        progress.println("  " + text);
        progress.flush();
    }
}
