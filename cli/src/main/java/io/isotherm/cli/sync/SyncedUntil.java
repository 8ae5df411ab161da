package io.isotherm.cli.sync;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.source.BinaryColumns;
import io.isotherm.cli.source.SourceServer;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Up to which moment the tables of a source are in ClickHouse by what {@code ops.sync_runs} knows: what was committed
 * before, by the source's clock, was read by a run that stored all of its rows.
 */
public final class SyncedUntil {
    private static final String MOMENTS = """
            SELECT runs.table AS name, toUnixTimestamp64Micro(max(read_at)) AS micros
            FROM ops.sync_runs AS runs JOIN system.tables AS hot ON hot.name = runs.table AND hot.uuid = runs.hot_uuid
            WHERE hot.database = 'hot' AND state = 'done' AND kind != 'since'
            GROUP BY name HAVING micros > 0""";

    private final Connections connections;
    private final TablesConfig config;
    private final String database;

    public SyncedUntil(Connections connections, TablesConfig config, String database) {
        this.connections = connections;
        this.config = config;
        this.database = database;
    }

    /** Those of the source that {@code tables.yaml} says how to sync, with their {@link BinaryColumns}. */
    public Map<TableId, Set<String>> tables() {
        try (Connection source = new SourceServer(connections, config, database).open()) {
            Map<TableId, Set<String>> binary = BinaryColumns.of(source, database);
            return new SyncCatalog(source, database, config)
                    .declared().stream().collect(Collectors.toMap(id -> id, id -> binary.getOrDefault(id, Set.of())));
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** Of every table of the source that {@code tables.yaml} says how to sync; empty if it was not synced yet. */
    public Map<TableId, Optional<Instant>> moments() {
        Map<TableId, Optional<Instant>> moments = new TreeMap<>(Comparator.comparing(TableId::toString));
        try (Connection source = new SourceServer(connections, config, database).open();
                Client client = connections.clickhouse()) {
            Map<String, Instant> known = new HashMap<>();
            for (GenericRecord row : new SyncTarget(client).rows(MOMENTS)) {
                known.put(row.getString("name"), Instant.EPOCH.plus(row.getLong("micros"), ChronoUnit.MICROS));
            }
            for (TableId table : new SyncCatalog(source, database, config).declared()) {
                moments.put(table, Optional.ofNullable(known.get(table.targetName())));
            }
            return moments;
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** For a reader of a command that takes the source as it is; as {@link #moment}, to the second. */
    public String summary() {
        return database + " is a batch source, in ClickHouse as of " + moment().truncatedTo(ChronoUnit.SECONDS);
    }

    private CliException unreadable(SQLException cause) {
        return CliException.cannotRun(
                "cannot read the tables of source " + database + ": " + Cause.of(cause),
                "see ./isotherm doctor",
                cause);
    }

    /**
     * Up to when all of them are in ClickHouse.
     *
     * @throws CliException if there is none, or one was not synced yet
     */
    public Instant moment() {
        Map<TableId, Optional<Instant>> moments = moments();
        moments.forEach((table, moment) -> {
            if (moment.isEmpty()) {
                throw CliException.failed(table + " was not synced yet", "./isotherm sync " + database);
            }
        });
        return moments.values().stream()
                .map(Optional::orElseThrow)
                .min(Instant::compareTo)
                .orElseThrow(() -> CliException.failed(
                        "no table of batch source " + database + " has 'sync' in tables.yaml",
                        "add sync: {watermark: updated_at} to the entries of its tables"));
    }
}
