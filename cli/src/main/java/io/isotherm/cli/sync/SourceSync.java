package io.isotherm.cli.sync;

import com.clickhouse.client.api.Client;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.source.SourceServer;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.sink.HotTableLoad;
import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Syncs the tables of one source, one after the other. */
public final class SourceSync {
    private static final int CONNECTIONS = 4;

    private final Connections connections;
    private final TablesConfig config;
    private final String database;
    private final SyncLog log;

    public SourceSync(Connections connections, TablesConfig config, String database, SyncLog log) {
        this.connections = connections;
        this.config = config;
        this.database = database;
        this.log = log;
    }

    /**
     * A table that fails does not keep the others from being synced.
     *
     * @param chosen only this table, or all that {@code tables.yaml} says how to sync
     * @return what could be synced
     * @throws CliException if a server is away, or a table failed; the others were synced
     */
    public List<SyncResult> run(Optional<String> chosen, SyncRequest request) throws InterruptedException {
        if (!config.databases().contains(database)) {
            throw CliException.cannotRun(
                    "tables.yaml has no source '" + database + "'",
                    "known are " + String.join(", ", config.databases()));
        }
        List<SyncResult> results = new ArrayList<>();
        CliException first = null;
        SourceServer server = new SourceServer(connections, config, database);
        try (Connection source = server.open();
                Client client = connections.clickhouse();
                HotTableLoad load = load(connections, config)) {
            SourceMoment.missingRight(source).ifPresent(right -> {
                throw CliException.cannotRun(
                        "the user of source " + database
                                + " does not see transactions of others, so their rows could be" + " passed over",
                        "in its Postgres, as a superuser: GRANT " + right + " TO that user");
            });
            SyncTarget target = new SyncTarget(client);
            target.number("SELECT toInt64(1)");
            TableSync sync = new TableSync(server, source, target, load, log);
            SyncCatalog catalog = new SyncCatalog(source, database, config);
            List<TableId> tables = chosen.map(this::named).orElse(null);
            if (tables == null) {
                tables = declared(catalog);
            }
            for (TableId id : tables) {
                try {
                    results.add(sync.run(catalog.read(id), request));
                } catch (HotTableLoad.LoadException e) {
                    first = keep(first, CliException.failed(e.getMessage(), "see ./isotherm logs clickhouse", e));
                } catch (SQLException e) {
                    first = keep(first, failed(e, id));
                } catch (CliException e) {
                    first = keep(first, e);
                }
            }
        } catch (SQLException e) {
            throw failed(e, database);
        }
        if (first != null) {
            throw first;
        }
        return results;
    }

    /** The first is reported by the caller, the others here. */
    private CliException keep(CliException first, CliException next) {
        if (first == null) {
            return next;
        }
        log.error(next.getMessage());
        log.error("  -> " + next.remedy());
        return first;
    }

    private List<TableId> named(String name) {
        return List.of(TableId.of(database, name));
    }

    private List<TableId> declared(SyncCatalog catalog) throws SQLException {
        List<TableId> declared = catalog.declared();
        if (declared.isEmpty()) {
            throw CliException.cannotRun(
                    "no table of " + database + " has 'sync' in tables.yaml",
                    "add sync: {watermark: updated_at} to an entry, or name one: --table T --full-refresh");
        }
        return declared;
    }

    private static CliException failed(SQLException e, Object what) {
        return CliException.failed(
                "reading " + what + " from Postgres failed: " + Cause.of(e), "see ./isotherm logs postgres", e);
    }

    static HotTableLoad load(Connections connections, TablesConfig config) {
        JobConfig.ClickHouse clickhouse = new JobConfig.ClickHouse(
                connections.settings().url(Setting.CLICKHOUSE_HTTP_PORT),
                "admin",
                new io.isotherm.job.config.Secret(connections.secrets().get(Secret.CLICKHOUSE_ADMIN_PASSWORD)),
                "hot",
                false,
                JobConfig.Sync.CHECKPOINT);
        return new HotTableLoad(clickhouse, config, CONNECTIONS, "isotherm sync");
    }
}
