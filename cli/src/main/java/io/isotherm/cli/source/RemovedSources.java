package io.isotherm.cli.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.cli.stack.Finding;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Databases that {@code tables.yaml} does not name any more. Their connectors run on until somebody says otherwise: one that
 * stops leaves a slot that keeps all further WAL.
 */
public final class RemovedSources {
    private static final String OURS = ConnectClient.connectorOf("");

    private final Connections connections;
    private final ConnectClient connect;

    public RemovedSources(Connections connections) {
        this.connections = connections;
        this.connect = new ConnectClient(connections);
    }

    /** One warning for each of them. */
    public List<Finding> findings(TablesConfig tables) {
        return connectors(tables).entrySet().stream()
                .map(removed -> Finding.warn(
                        "connector " + removed.getValue(),
                        "runs on, though tables.yaml does not name database " + removed.getKey()
                                + ": its changes reach Kafka and no table",
                        "name it again, or end it with ./isotherm apply --remove " + removed.getKey()))
                .toList();
    }

    /**
     * Ends the replication of a database: its connector, slot and publication. Hot and cold tables stay.
     *
     * @return the tables that were replicated
     * @throws CliException if {@code tables.yaml} still names it, or nothing of it is there; nothing was changed then
     */
    public List<TableId> remove(TablesConfig tables, String database) {
        if (tables.databases().contains(database)) {
            throw CliException.cannotRun(
                    "tables.yaml names database " + database, "take its lines out of tables.yaml first");
        }
        SourceSlot slot = new SourceSlot(connections, database);
        String connector = connectors(tables).get(database);
        if (connector == null && !slot.exists()) {
            throw CliException.cannotRun(
                    "there is no source " + database + " that could be removed",
                    "./isotherm doctor names those that tables.yaml does not");
        }
        if (connector != null) {
            connect.delete(connector);
        }
        slot.drop();
        return new PostgresSource(connections, database).unpublish();
    }

    /** The connector of each database, by the database's name. */
    private SortedMap<String, String> connectors(TablesConfig tables) {
        SortedMap<String, String> removed = new TreeMap<>();
        for (String connector : connect.names()) {
            if (connector.startsWith(OURS)) {
                connect.config(connector)
                        .map(RemovedSources::databaseOf)
                        .filter(database -> !tables.databases().contains(database))
                        .ifPresent(database -> removed.put(database, connector));
            }
        }
        return removed;
    }

    private static String databaseOf(JsonNode config) {
        return config.path("database.dbname").asText();
    }
}
