package io.isotherm.cli.source;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.stack.ServiceEndpoints;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The connector of a source, which has failed with all its tables, and goes on without those that have stopped it. */
public final class FailedConnector {
    private final Connections connections;
    private final ServiceEndpoints endpoints;
    private final Consumer<List<TableId>> beforeReadingAgain;
    private final PrintWriter progress;

    /** @param beforeReadingAgain is told which tables are read again because a connector's position is lost */
    public FailedConnector(
            Connections connections,
            ServiceEndpoints endpoints,
            Consumer<List<TableId>> beforeReadingAgain,
            PrintWriter progress) {
        this.connections = connections;
        this.endpoints = endpoints;
        this.beforeReadingAgain = beforeReadingAgain;
        this.progress = progress;
    }

    /**
     * Takes out the tables of which the source's catalog shows what is in their way. Nothing else changes: what is new
     * waits for {@code apply}. A connector that runs, or has failed for another reason, is left alone.
     *
     * @param applied the settings that hold now
     * @return what is in the way of the tables that were taken out
     * @throws CliException if the connector does not run without them; what it ran with before was brought back then
     */
    public List<TableTrouble> goOnWithoutWhatStopsIt(String database, TablesConfig applied) {
        String state = new ConnectClient(connections).state(PipelineNames.connector(database));
        if (!state.startsWith(ConnectClient.FAILED)) {
            return List.of();
        }
        PostgresSource source = new PostgresSource(connections, database);
        Set<String> replicated = ReplicatedNow.of(connections, database, source.published());
        ReplicationPlan plan = source.plan(applied);
        plan.keepOnly(replicated);
        List<TableTrouble> stopping = plan.troubles().stream()
                .filter(trouble ->
                        !trouble.runsOn() && replicated.contains(trouble.table().qualifiedName()))
                .toList();
        if (stopping.isEmpty() || plan.isEmpty()) {
            return List.of();
        }
        SourceChange.to(plan, connections, database, endpoints, progress)
                .carryOut(beforeReadingAgain, Optional.empty());
        return stopping;
    }
}
