package io.isotherm.cli.source;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.stack.Finding;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.List;

/**
 * Databases that {@code tables.yaml} does not name any more, or lets no connector read any more. Their connectors run
 * on until somebody says otherwise: one that stops leaves a slot that keeps all further WAL.
 */
public final class RemovedSources {
    private static final String OURS = PipelineNames.connector("");

    private final Connections connections;
    private final ConnectClient connect;

    public RemovedSources(Connections connections) {
        this.connections = connections;
        this.connect = new ConnectClient(connections);
    }

    /** One warning for each of them. */
    public List<Finding> findings(TablesConfig tables) {
        return databases(tables).stream()
                .map(database -> Finding.warn(
                        "connector " + PipelineNames.connector(database),
                        (connect.state(PipelineNames.connector(database)).equals(ConnectClient.RUNNING)
                                        ? "runs on"
                                        : "does not run, and its slot keeps all further log")
                                + ", though tables.yaml "
                                + (tables.databases().contains(database)
                                        ? "says mode: batch of database "
                                        : "does not name database ")
                                + database + ": none of its changes reaches a table",
                        "undo that, or end it with ./isotherm apply --remove " + database))
                .toList();
    }

    /**
     * Ends the replication of a database: its connector, slot and publication. Hot and cold tables stay.
     *
     * @return the tables that were replicated
     * @throws CliException if a connector is to read it by {@code tables.yaml}, or nothing of it is there; nothing was
     *     changed then
     */
    public List<TableId> remove(TablesConfig tables, String database) {
        if (tables.streamedDatabases().contains(database)) {
            throw CliException.cannotRun(
                    "tables.yaml names database " + database,
                    "take its lines out of tables.yaml first, or give it mode: batch");
        }
        SourceSlot slot = new SourceSlot(connections, database);
        PostgresSource source = new PostgresSource(connections, database);
        boolean hasConnector = databases(tables).contains(database);
        // what an interrupted run has left is there in the order in which it goes
        if (!hasConnector && !slot.exists() && !source.isPublished()) {
            throw CliException.cannotRun(
                    "there is no source " + database + " that could be removed",
                    "./isotherm doctor names those that tables.yaml does not");
        }
        if (hasConnector) {
            connect.delete(PipelineNames.connector(database));
        }
        slot.drop();
        return source.unpublish();
    }

    private List<String> databases(TablesConfig tables) {
        return connect.names().stream()
                .filter(connector -> connector.startsWith(OURS))
                .map(connector -> connector.substring(OURS.length()))
                .filter(database -> !tables.streamedDatabases().contains(database))
                .sorted()
                .toList();
    }
}
