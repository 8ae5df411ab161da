package io.isotherm.cli.sync;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.source.AppendedRows;
import io.isotherm.cli.source.SourceServer;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.decode.CopyRows;
import io.isotherm.job.schema.PostgresColumn;
import io.isotherm.job.sink.HotTableLoad;
import io.isotherm.job.table.HotColumns;
import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes the rows of tables without a key to the tables in which each row is a change. A row that is read has the
 * position right before the moment's in the log, which no change has, and a number among all rows of its table.
 */
public final class AppendedCopy implements AppendedRows.Reading {
    private static final String READ = "read";

    private final SourceServer server;
    private final SyncCatalog catalog;
    /** Not that of the moment, whose transaction reading the catalog would end. */
    private final Connection beside;

    private final Connection connection;
    private final SourceMoment moment;
    private final long end;
    private final HotTableLoad load;
    private final SyncLog log;

    private AppendedCopy(SourceServer server, TablesConfig config, String database, HotTableLoad load, SyncLog log)
            throws SQLException, InterruptedException {
        this.server = server;
        this.beside = server.open();
        this.connection = server.open();
        this.catalog = new SyncCatalog(beside, database, config);
        this.load = load;
        this.log = log;
        this.moment = new SourceMoment(connection, Optional.empty());
        this.end = moment.lastPosition()
                .orElseThrow(() -> CliException.cannotRun(
                        "Postgres is a replica, which does not tell the end of its log", "use its primary"));
    }

    /** Takes a moment of a source; to be closed. */
    public static AppendedCopy begin(Connections connections, TablesConfig config, String database, SyncLog log) {
        SourceServer server = new SourceServer(connections, config, database);
        try {
            return new AppendedCopy(server, config, database, SourceSync.load(connections, config), log);
        } catch (SQLException e) {
            throw failed("taking a moment of " + database, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while Postgres was read", "run ./isotherm apply", e);
        }
    }

    @Override
    public String moment() {
        return end + ":" + moment.transactions().replace(',', '+');
    }

    @Override
    public void copy(TableId id) {
        try {
            copy(numbered(catalog.readWithoutKey(id)));
        } catch (SQLException e) {
            throw failed("reading " + id, e);
        } catch (HotTableLoad.LoadException e) {
            throw CliException.failed(e.getMessage(), "see ./isotherm logs clickhouse; then run ./isotherm apply", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while " + id + " was read", "run ./isotherm apply", e);
        }
    }

    private void copy(SyncedTable table) throws InterruptedException {
        TableEncoders encoders =
                TableEncoders.ofRows(table, server.connections().secrets());
        load.prepare(encoders.shape());
        RowVersion version = RowVersion.of(0, moment.floor(), 1);
        CopyRows.Stamp stamp = new CopyRows.Stamp(version.high(), version.low(), moment.takenAt());
        SyncProgress progress = new SyncProgress(log, table.id().toString(), table.pages());
        // one part, for the numbers are those of one query
        RowCopy.Result read = new RowCopy(server, table.id(), moment, stamp, progress, log)
                .run(
                        new ReadPlan(
                                "",
                                List.of(new ReadPlan.Part(
                                        table.relations().get(0).name(), "", 0))),
                        () -> encoders.encoder(Optional.empty()),
                        rows -> load.insert(encoders.shape(), rows));
        load.sync(encoders.shape());
        if (read.refused() > 0) {
            throw CliException.failed(
                    table.id() + " has " + read.refused() + " rows that ClickHouse cannot hold: " + read.firstRefusal(),
                    "set on_out_of_range for the table in tables.yaml, then ./isotherm apply");
        }
        log.info(String.format(Locale.ROOT, "  %s: %,d rows in %.1f s", table.id(), read.rows(), progress.seconds()));
    }

    /** With what says of each row which change it is, in front of the table's columns. */
    private SyncedTable numbered(SyncedTable table) {
        List<PostgresColumn> columns = new ArrayList<>(List.of(
                own(HotColumns.POSITION, "int8"), own(HotColumns.NUMBER, "int8"), own(HotColumns.OPERATION, "text")));
        columns.addAll(table.columns());
        // no record of the log begins at the byte before its end
        String rows = "(SELECT " + (end - 1) + "::int8 AS " + HotColumns.POSITION + ", row_number() OVER () - 1 AS "
                + HotColumns.NUMBER + ", '" + READ + "'::text AS " + HotColumns.OPERATION
                + table.columns().stream()
                        .map(column -> ", r." + SyncCatalog.quoted(column.name()))
                        .collect(Collectors.joining())
                + " FROM " + SyncCatalog.quoted(table.id().schema()) + '.'
                + SyncCatalog.quoted(table.id().table()) + " AS r)";
        return new SyncedTable(
                table.id(),
                table.settings(),
                table.sync(),
                table.oid(),
                columns,
                List.of(HotColumns.POSITION, HotColumns.NUMBER),
                List.of(new Relation(rows, 0)),
                false,
                false,
                table.estimatedRows());
    }

    private static PostgresColumn own(String name, String type) {
        return new PostgresColumn(name, type, type, false, -1, true, null);
    }

    @Override
    public void close() {
        load.close();
        try {
            moment.close();
            connection.close();
            beside.close();
        } catch (SQLException e) {
            // all rows are there, or reading them has failed before
            log.warning("  the connection to Postgres broke off: " + Cause.of(e));
        }
    }

    private static CliException failed(String what, SQLException cause) {
        return CliException.failed(
                what + " failed: " + Cause.of(cause), "see ./isotherm logs postgres; then run ./isotherm apply", cause);
    }
}
