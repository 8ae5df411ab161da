package io.isotherm.cli.sync;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.source.SourceServer;
import io.isotherm.cli.sync.SyncRuns.End;
import io.isotherm.cli.sync.SyncRuns.Kind;
import io.isotherm.cli.sync.SyncRuns.Position;
import io.isotherm.cli.verify.Sql;
import io.isotherm.job.decode.CopyRows;
import io.isotherm.job.sink.HotTableLoad;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Brings one table up to a moment of the source. */
final class TableSync {
    private final SourceServer server;
    private final Connection source;
    private final SyncTarget target;
    private final HotTableLoad load;
    private final SyncLog log;

    /** @param source in auto-commit mode; kept busy while a table is synced */
    TableSync(SourceServer server, Connection source, SyncTarget target, HotTableLoad load, SyncLog log) {
        this.server = server;
        this.source = source;
        this.target = target;
        this.load = load;
        this.log = log;
    }

    /** @throws CliException if another sync of the table runs, or it cannot be read or written */
    SyncResult run(SyncedTable table, SyncRequest request) throws SQLException, InterruptedException {
        TableEncoders encoders =
                TableEncoders.ofRows(table, server.connections().secrets());
        Optional<Watermark> watermark =
                request.fullRefresh() && table.sync().isEmpty() ? Optional.empty() : Optional.of(Watermark.of(table));
        TableLock lock = TableLock.acquire(source, table, request.patience());
        try {
            return runAlone(table, encoders, request, watermark);
        } finally {
            lock.close();
        }
    }

    private SyncResult runAlone(
            SyncedTable table, TableEncoders encoders, SyncRequest request, Optional<Watermark> watermark)
            throws SQLException, InterruptedException {
        load.prepare(encoders.shape());
        SyncRuns runs = new SyncRuns(target, table.id(), identity(table, watermark));
        Optional<Position> last = runs.last();
        try (SourceMoment moment = new SourceMoment(source, last.map(Position::floor))) {
            Optional<Position> from = last.filter(position -> position.xmin() <= moment.xmin());
            Kind kind = kind(request, from);
            long number = runs.begin(kind);
            SyncProgress progress = new SyncProgress(log, table.id().toString(), table.pages());
            TableRun run = begin(table, encoders, request.epoch(), moment, number, progress);
            RowCopy.Result read = read(run, request, kind, from, watermark, moment);
            if (table.settings().history()) {
                new HistoryRows(run).add();
            }
            load.sync(run.shape());
            long deleted = run.countDeleted();
            End end = read.refused() == 0 ? End.DONE : End.INCOMPLETE;
            OptionalLong next = next(run, watermark, moment, from, read);
            runs.end(number, end, kind, moment, next, read.rows(), deleted);
            report(run, kind, read, deleted, progress);
            return new SyncResult(table.id(), read.rows(), deleted, read.refused(), read.firstRefusal());
        }
    }

    private static Kind kind(SyncRequest request, Optional<Position> from) {
        if (request.fullRefresh()) {
            return Kind.FULL;
        }
        if (request.since().isPresent()) {
            return Kind.SINCE;
        }
        return from.isPresent() ? Kind.CHANGES : Kind.FULL;
    }

    /** The cluster, the table in it, and what its watermark means: where one is another, a run begins anew. */
    String identity(SyncedTable table, Optional<Watermark> watermark) throws SQLException {
        return text("SELECT system_identifier::text FROM pg_control_system()")
                + ' '
                + table.oid()
                + watermark.map(column -> ' ' + column.identity()).orElse("");
    }

    TableRun begin(
            SyncedTable table,
            TableEncoders encoders,
            Integer askedEpoch,
            SourceMoment moment,
            long number,
            SyncProgress progress)
            throws SQLException {
        BigInteger highest = new BigInteger(target.texts("SELECT toString(max(`_version`)) AS v FROM hot."
                        + Sql.targetName(table.id().targetName()))
                .get(0));
        int epoch = RowVersion.epoch(
                highest,
                moment.lastPosition().orElse(Long.MAX_VALUE),
                askedEpoch,
                table.id().toString());
        RowVersion version = RowVersion.of(epoch, moment.floor(), number);
        CopyRows.Stamp stamp = new CopyRows.Stamp(version.high(), version.low(), moment.takenAt());
        RowCopy copy = new RowCopy(server, table.id(), moment, stamp, progress, log);
        int serverVersion = Integer.parseInt(text("SELECT current_setting('server_version_num')"));
        return new TableRun(
                table,
                encoders,
                target,
                load,
                copy,
                version,
                moment.takenAt(),
                () -> moment.count(table),
                serverVersion);
    }

    private RowCopy.Result read(
            TableRun run,
            SyncRequest request,
            Kind kind,
            Optional<Position> from,
            Optional<Watermark> watermark,
            SourceMoment moment)
            throws InterruptedException {
        if (request.fullRefresh()) {
            return new FullRefresh(run).run(watermark);
        }
        ReadPlan plan =
                switch (kind) {
                    case FULL -> run.allRows();
                    case SINCE -> changed(run, watermark).since(request.since().orElseThrow());
                    case CHANGES -> changed(run, watermark).since(from.orElseThrow(), moment);
                };
        RowCopy.Result read =
                run.copy().run(plan, () -> run.encoders().encoder(watermark), rows -> load.insert(run.shape(), rows));
        if (read.rows() > 0 && run.hasMovableRows()) {
            run.tombstones().ofMoved(read.rows());
        }
        if (request.deletes()) {
            new MissingKeys(run, server.connections().secrets()).delete();
        }
        return read;
    }

    private static ChangedRows changed(TableRun run, Optional<Watermark> watermark) {
        return new ChangedRows(run.table(), watermark.orElseThrow(), run.serverVersion());
    }

    static OptionalLong next(
            TableRun run,
            Optional<Watermark> watermark,
            SourceMoment moment,
            Optional<Position> from,
            RowCopy.Result read) {
        return watermark.isEmpty()
                ? OptionalLong.empty()
                : changed(run, watermark)
                        .next(moment, from.map(Position::watermark).orElse(OptionalLong.empty()), read.highest());
    }

    private void report(TableRun run, Kind kind, RowCopy.Result read, long deleted, SyncProgress progress) {
        log.info(String.format(
                Locale.ROOT,
                "%s: %s, %,d rows in %.1f s%s%s",
                run.table().id(),
                kind.name().toLowerCase(Locale.ROOT),
                read.rows(),
                progress.seconds(),
                deleted > 0 ? String.format(Locale.ROOT, ", %,d deleted", deleted) : "",
                read.refused() > 0 ? String.format(Locale.ROOT, ", %,d refused", read.refused()) : ""));
        if (read.refused() > 0) {
            log.warning(run.table().id() + ": " + read.firstRefusal() + "; the next run reads these rows again");
        }
    }

    private String text(String sql) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
