package io.isotherm.cli.sync;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.source.SourceServer;
import io.isotherm.cli.sync.SyncRuns.End;
import io.isotherm.cli.sync.SyncRuns.Kind;
import io.isotherm.cli.verify.Sql;
import io.isotherm.job.sink.HotTableLoad;
import java.io.IOException;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;

/** A run in two halves: one writes all rows of a moment to a file, the other brings the rows of a file to hot. */
final class FileSync {
    private final SourceServer server;
    private final SyncTarget target;
    private final HotTableLoad load;
    private final Connection source;
    private final TableSync sync;
    private final SyncLog log;

    FileSync(SourceServer server, Connection source, SyncTarget target, HotTableLoad load, SyncLog log) {
        this.server = server;
        this.source = source;
        this.target = target;
        this.load = load;
        this.sync = new TableSync(server, source, target, load, log);
        this.log = log;
    }

    /** Writes the file. */
    @FunctionalInterface
    interface Writer {
        void write() throws IOException, InterruptedException;
    }

    private static Optional<Watermark> watermark(SyncedTable table) {
        return table.sync().map(settings -> Watermark.of(table));
    }

    /**
     * Holds all rows in a table of ClickHouse while they are written to the file.
     *
     * @param stage with its database, quoted
     * @return how many they are
     * @throws CliException if a row cannot be stored
     */
    long extract(SyncedTable table, String stage, Writer writer)
            throws SQLException, IOException, InterruptedException {
        TableEncoders encoders =
                TableEncoders.ofRows(table, server.connections().secrets());
        Optional<Watermark> watermark = watermark(table);
        load.prepare(encoders.shape());
        SyncRuns runs = new SyncRuns(target, table.id(), sync.identity(table, watermark));
        target.execute("DROP TABLE IF EXISTS " + stage + " SYNC");
        target.execute("CREATE TABLE " + stage + " AS hot."
                + Sql.targetName(table.id().targetName()) + " ENGINE = MergeTree ORDER BY tuple()");
        try (SourceMoment moment = new SourceMoment(source, runs.last().map(SyncRuns.Position::floor))) {
            long number = runs.begin(Kind.FULL);
            SyncProgress progress = new SyncProgress(log, table.id().toString(), table.pages());
            TableRun run = sync.begin(table, encoders, null, moment, number, progress);
            RowCopy.Result read = run.copy()
                    .run(
                            run.allRows(),
                            () -> encoders.encoder(watermark),
                            rows -> load.insertInto(stage, run.shape(), rows));
            if (read.refused() > 0) {
                throw CliException.failed(
                        table.id() + " has " + read.refused() + " rows that ClickHouse cannot hold: "
                                + read.firstRefusal(),
                        "no file was written; set on_out_of_range for the table in tables.yaml");
            }
            writer.write();
            runs.end(
                    number,
                    End.EXTRACTED,
                    Kind.FULL,
                    moment,
                    TableSync.next(run, watermark, moment, Optional.empty(), read),
                    read.rows(),
                    0);
            return read.rows();
        } finally {
            target.execute("DROP TABLE IF EXISTS " + stage + " SYNC");
        }
    }

    /**
     * @param stage that holds the file's rows, with its database, quoted
     * @param value of the version that they all have
     * @throws CliException if no extract gave them this version
     */
    void load(SyncedTable table, String stage, BigInteger value, long rows) throws SQLException, InterruptedException {
        RowVersion version = RowVersion.of(value)
                .orElseThrow(() -> CliException.failed(
                        "the rows have the version " + value + ", which no extract gives",
                        "load a file that ./isotherm extract has written"));
        TableEncoders encoders =
                TableEncoders.ofRows(table, server.connections().secrets());
        TableRun run = new TableRun(table, encoders, target, load, null, version, takenAt(stage), () -> rows, 0);
        SyncRuns runs = new SyncRuns(target, table.id(), sync.identity(table, watermark(table)));
        String columns = target.columns("hot", table.id().targetName()).keySet().stream()
                .filter(column -> !column.equals("_ingested_at"))
                .map(Sql::targetName)
                .collect(Collectors.joining(", "));
        target.execute("INSERT INTO " + run.hot() + " (" + columns + ") SELECT " + columns + " FROM " + stage);
        if (run.hasMovableRows()) {
            run.tombstones().ofMoved(rows);
        }
        if (table.settings().history()) {
            new HistoryRows(run).add();
        }
        load.sync(encoders.shape());
        runs.loaded(version.run());
    }

    private long takenAt(String stage) {
        return target.number("SELECT toUnixTimestamp64Micro(max(`_committed_at`)) AS n FROM " + stage);
    }
}
