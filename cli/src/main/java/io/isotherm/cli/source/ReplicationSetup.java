package io.isotherm.cli.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.ServiceEndpoints;
import io.isotherm.job.config.ConfigException;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes publication and connector of every source match {@code tables.yaml}. Repeating it changes nothing. */
public final class ReplicationSetup {
    private final Connections connections;
    private final ServiceEndpoints endpoints;
    private final PrintWriter progress;

    public ReplicationSetup(Connections connections, ServiceEndpoints endpoints, PrintWriter progress) {
        this.connections = connections;
        this.endpoints = endpoints;
        this.progress = progress;
    }

    /** @throws CliException listing every mistake in the file */
    public static TablesConfig readTables(Settings settings) {
        Path file = settings.tablesFile();
        try {
            return TablesConfig.load(file);
        } catch (ConfigException e) {
            throw CliException.cannotRun(e.getMessage(), "correct " + file, e);
        } catch (IOException e) {
            throw CliException.cannotRun("cannot read " + file + ": " + e.getMessage(), "restore it", e);
        }
    }

    /** Creates what is missing of databases, roles, publications and rights. */
    public void prepareSources(TablesConfig tables) {
        for (String database : tables.databases()) {
            new PostgresSource(connections, database).createDatabaseAndRoles();
        }
    }

    /** Existing tables of all sources that are replicated. */
    public List<TableId> tables(TablesConfig config) {
        return config.databases().stream()
                .flatMap(database -> new PostgresSource(connections, database).plan(config).tables().stream())
                .toList();
    }

    /** Publishes the tables and runs the connector of each source; a source without tables gets no connector yet. */
    public void apply(TablesConfig tables) {
        new Topics(connections).createMissing();
        for (String database : tables.databases()) {
            apply(tables, database);
        }
    }

    private void apply(TablesConfig tables, String database) {
        ReplicationPlan plan = new PostgresSource(connections, database).publish(tables);
        if (plan.isEmpty()) {
            progress.println("  " + database + " has no table to replicate yet; after creating some: ./isotherm apply");
            return;
        }
        Path template = connections.settings().root().resolve("kafka-docker/connectors/" + database + ".json");
        ConnectorConfig wanted = ConnectorConfig.render(template, endpoints, plan);
        ConnectClient connect = new ConnectClient(connections);
        Optional<JsonNode> present = connect.config(wanted.name());
        if (present.isPresent()) {
            new LostPosition(connections, progress).recover(connect, wanted.name(), database, plan.qualifiedNames());
        }
        if (present.isPresent() && isSame(wanted, present.get())) {
            connect.start(wanted.name());
            connect.awaitRunning(wanted.name());
            progress.println("  connector " + wanted.name() + " runs with " + countOf(plan) + ", unchanged");
            return;
        }
        List<String> added = present.map(before -> addedTables(before, plan)).orElse(List.of());
        if (!added.isEmpty()) {
            // before the connector knows them: were it the other way round, one that is interrupted would never read
            // their rows
            connect.changeOffsets(wanted.name(), offsets -> SnapshotRequest.add(offsets, added));
        }
        connect.put(wanted.name(), wanted.values());
        connect.start(wanted.name());
        connect.awaitRunning(wanted.name());
        progress.println("  connector " + wanted.name() + " runs with " + countOf(plan));
        sayTheyAreRead(added);
        progress.flush();
    }

    private void sayTheyAreRead(List<String> tables) {
        if (!tables.isEmpty()) {
            progress.println("  reading the rows of " + String.join(", ", tables) + " beside the running changes");
        }
    }

    /**
     * Has the connectors read all rows of these tables again, beside the running changes.
     *
     * @param names {@code schema.table}, or only the table of schema {@code public}
     * @throws CliException if one is not replicated; nothing was asked then
     */
    public void resync(TablesConfig config, List<String> names) {
        List<TableId> replicated = tables(config);
        Map<String, List<String>> byDatabase = new TreeMap<>();
        for (String name : names) {
            String qualified = TableId.qualify(name);
            List<TableId> found = replicated.stream()
                    .filter(table -> table.qualifiedName().equals(qualified))
                    .toList();
            if (found.isEmpty()) {
                throw CliException.cannotRun(
                        "there is no replicated table " + qualified,
                        "replicated are: "
                                + replicated.stream()
                                        .map(TableId::qualifiedName)
                                        .collect(Collectors.joining(", ")));
            }
            found.forEach(table -> byDatabase
                    .computeIfAbsent(table.database(), database -> new ArrayList<>())
                    .add(table.qualifiedName()));
        }
        ConnectClient connect = new ConnectClient(connections);
        byDatabase.forEach((database, tables) -> {
            String connector = ConnectClient.connectorOf(database);
            connect.changeOffsets(connector, offsets -> SnapshotRequest.add(offsets, tables));
            connect.start(connector);
            connect.awaitRunning(connector);
            sayTheyAreRead(tables);
        });
        progress.flush();
    }

    private static String countOf(ReplicationPlan plan) {
        return plan.qualifiedNames().size() + " tables";
    }

    /** Connect adds the name to what it was given. */
    private static boolean isSame(ConnectorConfig wanted, JsonNode present) {
        ObjectNode given = present.deepCopy();
        given.remove("name");
        return given.equals(wanted.values());
    }

    private static List<String> addedTables(JsonNode before, ReplicationPlan after) {
        Set<String> known = new HashSet<>(
                List.of(before.path(ConnectorConfig.TABLES).asText().split(",")));
        return after.qualifiedNames().stream()
                .filter(name -> !known.contains(ConnectorConfig.escaped(name)))
                .toList();
    }
}
