package io.isotherm.cli.load;

import io.isotherm.cli.arrival.Waiter;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.source.ConnectClient;
import io.isotherm.cli.source.SnapshotState;
import io.isotherm.cli.waiting.Stall;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** How far the connector of a source is with the rows that it was asked to read. Not thread-safe. */
public final class ReadEnd {
    /** A chunk has a thousand rows, so a read that moves shows it within a few seconds. */
    private static final Duration STANDS_AFTER = Duration.ofSeconds(30);

    private final ConnectClient connect;
    private final String connector;
    private final SourceRelations relations;
    private final Waiter waiter;
    private final Consumer<String> progress;
    private final StandingRead standing = new StandingRead(STANDS_AFTER);

    public ReadEnd(Connections connections, String database, TablesConfig config, Consumer<String> progress) {
        this.connect = new ConnectClient(connections);
        this.connector = PipelineNames.connector(database);
        this.relations = new SourceRelations(connections, database);
        this.waiter = new Waiter(connections, database, config, progress);
        this.progress = progress;
    }

    /** Returns when the rows of a table are read and visible; compares nothing. */
    public void await(Patience patience, TableId table) {
        Stall stall = new Stall(patience.deadline(), progress);
        String[] position = {""};
        stall.until(() -> {
            Optional<SnapshotState> reading = reading(stall);
            if (reading.isPresent() && !reading.get().reads(table)) {
                return true;
            }
            reading.map(SnapshotState::position)
                    .filter(now -> !now.equals(position[0]))
                    .ifPresent(now -> {
                        position[0] = now;
                        patience.renewed().ifPresent(stall::extend);
                    });
            stall.quietly(
                    "the rows of " + table.qualifiedName() + " are read again",
                    "the read goes on by itself: ./isotherm status shows whether the connector runs");
            // the connector tells how far it is with its next event
            relations.mark();
            return false;
        });
        waiter.await(patience.forOneStep());
    }

    /** Empty while the connector does not run, or was restarted because its read stood still. */
    Optional<SnapshotState> reading(Stall stall) {
        String state = connect.state(connector);
        if (!state.equals(ConnectClient.RUNNING)) {
            stall.stuck(
                    "connector " + connector + " is " + state, "see ./isotherm logs connect, then ./isotherm apply");
            return Optional.empty();
        }
        stall.passes();
        SnapshotState reading = connect.snapshot(connector);
        if (standing.isToBeRestarted(reading)) {
            progress.accept(
                    "the read of " + String.join(", ", reading.tables())
                            + " stands still behind a table that Debezium gave up; the connector is restarted to go on with it");
            connect.restart(connector);
            return Optional.empty();
        }
        return Optional.of(reading);
    }
}
