package io.isotherm.cli.source;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.source.SourceProgress.Slot;
import io.isotherm.cli.waiting.Polling;
import io.isotherm.job.config.PipelineNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Tells whether a connector that was started or changed works: many a cause of failure shows only with the first
 * record.
 */
final class SteadyConnector {
    /** A task that cannot read its first rows or write its first record fails by then. */
    private static final Duration STEADY_FOR = Duration.ofSeconds(10);

    /** Connect goes on reporting the state of the task before for a moment. */
    private static final Duration OLD_STATE_UNTIL = Duration.ofSeconds(1);

    private SteadyConnector() {}

    /**
     * Returns when the task has read a message that was written to the log since, and Kafka has acknowledged all that
     * came before it. A connector that is busy with rows or with older changes has to run for ten seconds instead.
     *
     * @throws CliException with Connect's reason if connector or task failed or take too long
     */
    static void await(Connections connections, String database) {
        ConnectClient connect = new ConnectClient(connections);
        String connector = PipelineNames.connector(database);
        connect.awaitRunning(connector);
        BooleanSupplier hasFailed = () -> connect.state(connector).startsWith(ConnectClient.FAILED);
        if (!Polling.until(OLD_STATE_UNTIL, hasFailed)) {
            try (Connection postgres = connections.postgres(database)) {
                SourceProgress log = new SourceProgress(postgres, database);
                String position = log.mark();
                Polling.until(STEADY_FOR, () -> hasFailed.getAsBoolean() || hasPassed(log, position));
            } catch (SQLException e) {
                throw CliException.cannotRun("Postgres broke off: " + Cause.of(e), "see ./isotherm logs postgres", e);
            }
        }
        connect.awaitRunning(connector);
    }

    private static boolean hasPassed(SourceProgress log, String position) {
        if (log.slot(position).filter(Slot::reached).isPresent()) {
            return true;
        }
        // the connector learns of a position with the event after it
        log.mark();
        return false;
    }
}
