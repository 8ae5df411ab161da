package io.isotherm.cli.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The tables of a plan of which every change is kept. The connector sends nothing of one that waits. Then the slot is
 * there, so every change that the moment of its read has not seen comes from the connector, which is told to send no
 * other.
 */
final class KeylessTables {
    private final Connections connections;
    private final String database;
    private final List<TableId> all;
    private final List<TableId> keyed;

    /** In which the rows of each were read or are being read, by {@code schema.table}. */
    private final Map<String, String> moments = new TreeMap<>();

    private final Set<TableId> failed = new HashSet<>();

    /**
     * @param config of the connector as it is
     * @param published as {@code schema.table}; a table that was dropped and made again is not
     * @param toRead whose read has not ended
     */
    KeylessTables(
            Connections connections,
            String database,
            ReplicationPlan plan,
            Optional<JsonNode> config,
            Set<String> published,
            Set<String> toRead) {
        this.connections = connections;
        this.database = database;
        Set<String> appended = plan.appended();
        Map<Boolean, List<TableId>> tables = plan.tables().stream()
                .collect(Collectors.partitioningBy(table -> appended.contains(table.qualifiedName())));
        this.all = tables.get(true);
        this.keyed = tables.get(false);
        config.ifPresent(running -> moments.putAll(ConnectorConfig.moments(running)));
        moments.keySet().retainAll(appended);
        moments.keySet().retainAll(published);
        moments.keySet().removeAll(toRead);
    }

    /** The same with those of which changes are to be sent. */
    ConnectorConfig in(ConnectorConfig config) {
        return config.appending(moments);
    }

    /** Those whose rows are still to be read. */
    List<TableId> unread() {
        return all.stream()
                .filter(table -> !moments.containsKey(table.qualifiedName()) || failed.contains(table))
                .toList();
    }

    /** Tables of the plan that have a key. */
    List<TableId> keyed() {
        return keyed;
    }

    /** Changes of them are lost. */
    void readAllAgain() {
        moments.clear();
    }

    /**
     * Reads those that are to be read. One that fails is left to the next time, and leaves alone the others.
     *
     * @param connect by which {@code run} starts the connector again
     * @param run starts the connector with {@link #in}
     * @return what has failed
     * @throws CliException if nothing of any of them is sent then; the connector may be stopped
     */
    Optional<CliException> takeIn(ConnectClient connect, AppendedRows rows, Consumer<String> say, Runnable run) {
        List<CliException> failures = new ArrayList<>();
        List<TableId> tables = new ArrayList<>(unread());
        tables.removeIf(table -> failsWith(rows.refusal(table), table, failures));
        if (!tables.isEmpty()) {
            FirstRead first = new FirstRead(connections, database, connect, say);
            first.awaitFirstSnapshot(tables);
            first.awaitPublished(tables);
            List<TableId> stored = new StoredTables(connections).among(tables);
            if (!stored.isEmpty()) {
                rows.setAside(stored);
            }
            // or it would pass, without these tables, what comes behind the moment
            connect.stopForAWhile(PipelineNames.connector(database));
            read(tables, first, rows, run, failures);
        }
        return failures.isEmpty()
                ? Optional.empty()
                : Optional.of(CliException.failed(
                        failures.stream().map(CliException::getMessage).collect(Collectors.joining("\n  ")),
                        failures.get(0).remedy(),
                        failures.get(0)));
    }

    private void read(
            List<TableId> tables, FirstRead first, AppendedRows rows, Runnable run, List<CliException> failures) {
        // what the connector has sent may not be visible yet, where a commit waits for a standby
        first.awaitOpenTransactions(tables);
        try (AppendedRows.Reading reading = rows.begin(database)) {
            failed.addAll(tables);
            tables.forEach(table -> moments.put(table.qualifiedName(), reading.moment()));
            run.run();
            for (TableId table : tables) {
                if (!failsWith(copied(reading, table), table, failures)) {
                    failed.remove(table);
                }
            }
        } catch (CliException e) {
            tables.forEach(table -> moments.remove(table.qualifiedName()));
            throw e;
        }
    }

    /** What ran before, without those that are to be read again. */
    ConnectorConfig without(ConnectorConfig before) {
        Map<String, String> kept = new TreeMap<>(ConnectorConfig.moments(before.values()));
        unread().forEach(table -> kept.remove(table.qualifiedName()));
        return before.appending(kept);
    }

    private boolean failsWith(Optional<CliException> failure, TableId table, List<CliException> failures) {
        failure.ifPresent(reason -> {
            failures.add(reason);
            failed.add(table);
        });
        return failure.isPresent();
    }

    private static Optional<CliException> copied(AppendedRows.Reading reading, TableId table) {
        try {
            reading.copy(table);
            return Optional.empty();
        } catch (CliException e) {
            return Optional.of(e);
        }
    }
}
