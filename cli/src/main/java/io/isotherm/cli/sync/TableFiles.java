package io.isotherm.cli.sync;

import com.clickhouse.client.api.Client;
import io.isotherm.cli.connection.ClickHouseHttp;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.source.SourceServer;
import io.isotherm.cli.verify.Sql;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.sink.HotTableLoad;
import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * The way of a sync by a file: all rows of a table at one moment are written to one, and one is loaded into the hot
 * table. Rows keep the version that the extract gave them, so a file that is loaded late, or twice, does no harm.
 */
public final class TableFiles {
    private final Connections connections;
    private final TablesConfig config;
    private final String database;
    private final SyncLog log;

    public TableFiles(Connections connections, TablesConfig config, String database, SyncLog log) {
        this.connections = connections;
        this.config = config;
        this.database = database;
        this.log = log;
    }

    /** @return rows in the file; it has its name only when it is whole */
    public long extract(TableId id, FileFormat format, Path file) throws InterruptedException {
        return withTable(id, (sync, table, target, load) -> {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            part.toFile().deleteOnExit();
            String stage = HandOver.stage("extract", id.targetName());
            long rows = sync.extract(table, stage, () -> handOver(target, id).write(stage, format, part));
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            return rows;
        });
    }

    /** @return rows of the file */
    public long load(Path file, FileFormat format, TableId id) throws InterruptedException {
        if (!Files.isReadable(file)) {
            throw CliException.cannotRun("there is no file " + file, "write one: ./isotherm extract");
        }
        return withTable(id, (sync, table, target, load) -> {
            String stage = HandOver.stage("load", id.targetName());
            String hot = "hot." + Sql.targetName(id.targetName());
            load.prepare(TableEncoders.ofRows(table, connections.secrets()).shape());
            target.execute("DROP TABLE IF EXISTS " + stage + " SYNC");
            target.execute("CREATE TABLE " + stage + " AS " + hot + " ENGINE = MergeTree ORDER BY tuple()");
            try {
                handOver(target, id).read(file, format, stage);
                List<String> versions = target.texts("SELECT toString(`_version`) AS v FROM " + stage
                        + " GROUP BY `_version` ORDER BY `_version` LIMIT 2");
                if (versions.size() > 1) {
                    throw CliException.failed(
                            file + " has rows of several extracts", "load each file as ./isotherm extract wrote it");
                }
                long rows = target.number("SELECT toInt64(count()) AS n FROM " + stage);
                if (rows > 0) {
                    sync.load(table, stage, new BigInteger(versions.get(0)), rows);
                }
                return rows;
            } finally {
                target.execute("DROP TABLE IF EXISTS " + stage + " SYNC");
            }
        });
    }

    private HandOver handOver(SyncTarget target, TableId id) {
        Map<String, String> columns = target.columns("hot", id.targetName());
        return new HandOver(
                new ClickHouseHttp(connections, "admin", Secret.CLICKHOUSE_ADMIN_PASSWORD), new FileColumns(columns));
    }

    /** Works with all that a table needs. */
    @FunctionalInterface
    private interface Work {
        long with(FileSync sync, SyncedTable table, SyncTarget target, HotTableLoad load)
                throws SQLException, IOException, InterruptedException;
    }

    private long withTable(TableId id, Work work) throws InterruptedException {
        SourceServer server = new SourceServer(connections, config, database);
        try (Connection source = server.open();
                Client client = connections.clickhouse();
                HotTableLoad load = SourceSync.load(connections, config)) {
            SyncTarget target = new SyncTarget(client);
            SyncedTable table = new SyncCatalog(source, database, config).read(id);
            TableLock lock = TableLock.acquire(source, table);
            try {
                FileSync sync = new FileSync(server, source, target, load, log);
                return work.with(sync, table, target, load);
            } finally {
                lock.close();
            }
        } catch (HotTableLoad.LoadException e) {
            throw CliException.failed(e.getMessage(), "see ./isotherm logs clickhouse", e);
        } catch (SQLException | IOException e) {
            throw CliException.failed(id + ": " + Cause.of(e), "see ./isotherm logs postgres, and the disk's space", e);
        }
    }
}
