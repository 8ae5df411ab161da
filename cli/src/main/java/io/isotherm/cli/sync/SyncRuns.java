package io.isotherm.cli.sync;

import com.clickhouse.client.api.query.GenericRecord;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code ops.sync_runs} knows of one table. A run's end is written after its rows are on the disk, never before.
 */
final class SyncRuns {
    private static final String UNKNOWN_UUID = "00000000-0000-0000-0000-000000000000";

    enum Kind {
        FULL,
        CHANGES,
        SINCE
    }

    /** How a run ended. */
    enum End {
        DONE,
        INCOMPLETE,
        /** In a file; done once that is loaded. */
        EXTRACTED
    }

    /**
     * A run that brought every row up to its snapshot.
     *
     * @param watermark as Postgres counts
     * @param settled of its moment
     */
    record Position(OptionalLong watermark, long settled, long xmin, SourceMoment.Floor floor) {}

    private final SyncTarget target;
    private final TableId table;
    /** The cluster and the table in it. */
    private final String source;
    /** Of the hot table that the run began with. */
    private final String hotUuid;

    /** To be made once the hot table is there, and before a row is written to it. */
    SyncRuns(SyncTarget target, TableId table, String source) {
        this.target = target;
        this.table = table;
        this.source = source;
        this.hotUuid = hotUuidNow();
    }

    /** Where the last run ended; empty if there was none, or one of the tables is not the one of then. */
    Optional<Position> last() {
        List<GenericRecord> rows = target.rows(
                "SELECT toString(watermark) AS watermark, toInt64(settled) AS settled, toInt64(snapshot_xmin) AS xmin,"
                        + " toInt64(wal_position) AS position, toInt64(wal_transaction) AS transaction FROM ops.sync_runs"
                        + " WHERE table = " + SyncTarget.text(table.targetName())
                        + " AND state = 'done' AND kind != 'since' AND source = " + SyncTarget.text(source)
                        + " AND hot_uuid = toUUID(" + SyncTarget.text(hotUuid) + ") ORDER BY run DESC LIMIT 1");
        return rows.stream().findFirst().map(row -> {
            String watermark = row.getString("watermark");
            return new Position(
                    watermark == null || watermark.isEmpty()
                            ? OptionalLong.empty()
                            : OptionalLong.of(Long.parseLong(watermark)),
                    row.getLong("settled"),
                    row.getLong("xmin"),
                    // what it did not settle is still to be read, and no earlier than from where it let the next run
                    // read
                    new SourceMoment.Floor(
                            row.getLong("position"),
                            row.getLong("transaction"),
                            row.getLong("settled"),
                            Long.MAX_VALUE));
        });
    }

    /** Reserves the number of a run, before it writes a row. */
    long begin(Kind kind) {
        long run = 1
                + target.number("SELECT toInt64(max(run)) AS n FROM ops.sync_runs WHERE table = "
                        + SyncTarget.text(table.targetName()));
        insert(run, "started", kind, null, SourceMoment.Floor.LOWEST, 0, 0, 0, OptionalLong.empty(), 0, 0);
        return run;
    }

    /** @throws CliException if the rows went to a table that is not the hot one any more */
    void end(long run, End end, Kind kind, SourceMoment moment, OptionalLong watermark, long rows, long deleted) {
        requireSameTable();
        insert(
                run,
                end.name().toLowerCase(java.util.Locale.ROOT),
                kind,
                hotUuid,
                moment.floor(),
                moment.settled(),
                moment.xmin(),
                moment.takenAt(),
                watermark,
                rows,
                deleted);
    }

    /** Tells that the rows of an extract are in hot; nothing if it was not one of this stack. */
    void loaded(long run) {
        requireSameTable();
        target.execute("INSERT INTO ops.sync_runs SELECT * REPLACE ('done' AS state, toUUID("
                + SyncTarget.text(hotUuid)
                + ") AS hot_uuid, now64(6) AS recorded_at) FROM (SELECT * FROM ops.sync_runs WHERE table = "
                + SyncTarget.text(table.targetName()) + " AND run = " + run + " AND state = 'extracted' AND source = "
                + SyncTarget.text(source) + " LIMIT 1)");
    }

    private void insert(
            long run,
            String state,
            Kind kind,
            String uuid,
            SourceMoment.Floor floor,
            long settled,
            long xmin,
            long readAt,
            OptionalLong watermark,
            long rows,
            long deleted) {
        target.execute(
                "INSERT INTO ops.sync_runs (table, run, state, kind, hot_uuid, source, watermark, settled, snapshot_xmin,"
                        + " wal_position, wal_transaction, read_at, rows, deleted) VALUES ("
                        + String.join(
                                ", ",
                                SyncTarget.text(table.targetName()),
                                String.valueOf(run),
                                SyncTarget.text(state),
                                SyncTarget.text(kind.name().toLowerCase(java.util.Locale.ROOT)),
                                SyncTarget.text(uuid == null ? UNKNOWN_UUID : uuid),
                                SyncTarget.text(source),
                                watermark.isPresent() ? String.valueOf(watermark.getAsLong()) : "NULL",
                                String.valueOf(settled),
                                String.valueOf(xmin),
                                String.valueOf(floor.position()),
                                String.valueOf(floor.transaction()),
                                "fromUnixTimestamp64Micro(" + readAt + ", 'UTC')",
                                String.valueOf(rows),
                                String.valueOf(deleted))
                        + ")");
    }

    private void requireSameTable() {
        if (!hotUuidNow().equals(hotUuid)) {
            throw CliException.failed(
                    "the hot table of " + table + " was replaced while its rows were written",
                    "run this again; it reads all rows");
        }
    }

    private String hotUuidNow() {
        return target.tableUuid("hot", table.targetName()).orElse(UNKNOWN_UUID);
    }
}
