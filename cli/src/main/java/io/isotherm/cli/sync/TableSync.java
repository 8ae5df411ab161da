package io.isotherm.cli.sync;

import io.isotherm.cli.Cause;
import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.sync.SyncRuns.End;
import io.isotherm.cli.sync.SyncRuns.Kind;
import io.isotherm.cli.sync.SyncRuns.Position;
import io.isotherm.cli.verify.Sql;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.decode.CopyRows;
import io.isotherm.job.schema.PostgresColumn;
import io.isotherm.job.schema.PostgresTable;
import io.isotherm.job.schema.SchemaException;
import io.isotherm.job.schema.SourceTable;
import io.isotherm.job.sink.HotTableLoad;
import io.isotherm.job.table.RowShape;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Brings one table up to a moment of the source. */
final class TableSync {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long TRANSACTIONS_OF_AN_EPOCH = 1L << 32;

    private final Connections connections;
    private final Connection source;
    private final SyncTarget target;
    private final HotTableLoad load;
    private final SyncedTable table;
    private final SyncRequest request;
    private final SyncLog log;
    private final SourceTable described;

    /** @param source in auto-commit mode; kept busy while this runs */
    TableSync(
            Connections connections,
            Connection source,
            SyncTarget target,
            HotTableLoad load,
            SyncedTable table,
            SyncRequest request,
            SyncLog log) {
        this.connections = connections;
        this.source = source;
        this.target = target;
        this.load = load;
        this.table = table;
        this.request = request;
        this.log = log;
        this.described = describe(table.columns(), table.settings());
    }

    private SourceTable describe(List<PostgresColumn> columns, TableSettings settings) {
        try {
            return PostgresTable.of(table.id(), columns, table.key(), settings);
        } catch (SchemaException e) {
            throw CliException.cannotRun(e.getMessage(), "then run it again", e);
        }
    }

    /** @throws CliException if another sync of the table runs, or it cannot be read or written */
    SyncResult run() throws SQLException, InterruptedException {
        Optional<Watermark> watermark =
                request.fullRefresh() && table.sync().isEmpty() ? Optional.empty() : Optional.of(Watermark.of(table));
        lock();
        RowShape shape = described.shape();
        load.prepare(shape);
        SyncRuns runs = new SyncRuns(target, table.id(), identity(watermark));
        Optional<Position> last = runs.last();
        try (SourceMoment moment =
                new SourceMoment(source, last.map(Position::floor).stream().toList())) {
            Optional<Position> from = last.filter(position -> position.xmin() <= moment.xmin());
            Kind kind = kind(from);
            long run = runs.begin(kind);
            RowVersion version = RowVersion.of(epoch(moment), moment.floor(), run);
            SyncProgress progress = new SyncProgress(log, table.id().toString(), table.pages());
            RowCopy copy = new RowCopy(connections, table.id(), moment, stamp(version, moment), progress, log);
            Tombstones tombstones = new Tombstones(target, shape, version, moment.takenAt(), partitionOf(shape));
            RowCopy.Result read = kind == Kind.FULL && request.fullRefresh()
                    ? replace(copy, tombstones, watermark)
                    : add(copy, tombstones, plan(kind, from, watermark, moment), watermark, from.isPresent());
            if (table.settings().history()) {
                addToHistory(shape, version);
            }
            load.sync(shape);
            long deleted = countDeleted(version);
            runs.end(
                    run,
                    read.refused() == 0 ? End.DONE : End.INCOMPLETE,
                    kind,
                    moment,
                    watermark.map(column -> next(column, moment, from, read)).orElse(OptionalLong.empty()),
                    read.rows(),
                    deleted);
            report(kind, read, deleted, progress);
            return new SyncResult(table.id(), read.rows(), deleted, read.refused(), read.firstRefusal());
        } finally {
            unlock();
        }
    }

    private Kind kind(Optional<Position> from) {
        if (request.fullRefresh()) {
            return Kind.FULL;
        }
        if (request.since().isPresent()) {
            return Kind.SINCE;
        }
        return from.isPresent() ? Kind.CHANGES : Kind.FULL;
    }

    /** Ends with the connection, whichever way this process ends. */
    private void lock() throws SQLException {
        try (PreparedStatement statement = source.prepareStatement(
                "SELECT pg_try_advisory_lock(hashtext('isotherm sync'), ?::bigint::oid::int)")) {
            statement.setLong(1, table.oid());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    throw CliException.cannotRun(
                            "another sync of " + table.id() + " is running", "wait until it has ended, or end it");
                }
            }
        }
    }

    private void unlock() throws SQLException {
        try (PreparedStatement statement =
                source.prepareStatement("SELECT pg_advisory_unlock(hashtext('isotherm sync'), ?::bigint::oid::int)")) {
            statement.setLong(1, table.oid());
            statement.execute();
        }
    }

    /** The cluster, the table in it, and what its watermark means: where one is another, a run begins anew. */
    private String identity(Optional<Watermark> watermark) throws SQLException {
        try (PreparedStatement statement =
                        source.prepareStatement("SELECT system_identifier::text FROM pg_control_system()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1)
                    + ' '
                    + table.oid()
                    + watermark.map(column -> ' ' + column.identity()).orElse("");
        }
    }

    private int epoch(SourceMoment moment) throws SQLException {
        BigInteger highest = new BigInteger(target.texts("SELECT toString(max(`_version`)) AS v FROM " + hot())
                .get(0));
        return RowVersion.epoch(
                highest,
                moment.lastPosition().orElse(Long.MAX_VALUE),
                request.epoch(),
                table.id().toString());
    }

    private static CopyRows.Stamp stamp(RowVersion version, SourceMoment moment) {
        return new CopyRows.Stamp(version.high(), version.low(), moment.takenAt());
    }

    private ReadPlan plan(Kind kind, Optional<Position> from, Optional<Watermark> watermark, SourceMoment moment)
            throws SQLException {
        int serverVersion = serverVersion();
        if (kind == Kind.FULL) {
            return ReadPlan.of(table, "", false, serverVersion);
        }
        Watermark column = watermark.orElseThrow();
        if (kind == Kind.SINCE) {
            Instant since = request.since().orElseThrow();
            long micros = Math.addExact(
                    Math.multiplyExact(since.getEpochSecond(), MICROS_PER_SECOND), since.getNano() / 1000);
            return ReadPlan.of(table, column.condition(column.ofTime(micros)), table.watermarkIndexed(), serverVersion);
        }
        Position position = from.orElseThrow();
        boolean exact = table.hasTransactions() && moment.xmax() - position.xmin() < TRANSACTIONS_OF_AN_EPOCH / 2;
        String unseen = exact ? notSeen(position, moment) : "";
        boolean byWatermark = position.watermark().isPresent() && (table.watermarkIndexed() || !exact);
        String raised = byWatermark ? column.condition(position.watermark().getAsLong() - column.lookBack()) : "";
        String condition = raised.isEmpty() || unseen.isEmpty() ? raised + unseen : raised + " AND " + unseen;
        return ReadPlan.of(table, condition, byWatermark && table.watermarkIndexed(), serverVersion);
    }

    /**
     * Rows written by a transaction that had not ended at the last run. A row holds its transaction's number without the
     * epoch: its distance from the newest one is what counts, and that of a row too old to tell only makes it come again.
     */
    private static String notSeen(Position last, SourceMoment moment) {
        return "((" + moment.xmax() + "::bigint - t.xmin::text::bigint) & " + (TRANSACTIONS_OF_AN_EPOCH - 1)
                + "::bigint) <= " + (moment.xmax() - last.xmin());
    }

    private int serverVersion() throws SQLException {
        try (PreparedStatement statement =
                        source.prepareStatement("SELECT current_setting('server_version_num')::int");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    private CopyRows encoder(Optional<Watermark> watermark) {
        CopyRows encoder = encoder(described, table.columns());
        watermark.ifPresent(column -> encoder.track(column.column()));
        return encoder;
    }

    private CopyRows encoder(SourceTable shown, List<PostgresColumn> columns) {
        return new CopyRows(
                shown,
                columns,
                table.settings().hash(),
                new SaltedHash(
                        table.settings().hash().isEmpty()
                                ? ""
                                : connections.secrets().get(Secret.HASH_SALT)),
                table.settings().onOutOfRange() == OnOutOfRange.CLAMP);
    }

    /** Rows go straight to hot, where each counts as soon as it is there. */
    private RowCopy.Result add(
            RowCopy copy, Tombstones tombstones, ReadPlan plan, Optional<Watermark> watermark, boolean mayHaveMoved)
            throws SQLException, InterruptedException {
        RowShape shape = described.shape();
        RowCopy.Result read = copy.run(plan, () -> encoder(watermark), rows -> load.insert(shape, rows));
        if (read.rows() > 0 && mayHaveMoved && shape.isPartitioned() && !isPartitionInKey(shape)) {
            tombstones.ofMoved(read.rows());
        }
        if (request.deletes()) {
            deleteMissing(copy, tombstones);
        }
        return read;
    }

    private void deleteMissing(RowCopy copy, Tombstones tombstones) throws SQLException, InterruptedException {
        List<PostgresColumn> columns = table.columns().stream()
                .filter(column -> table.key().contains(column.name()))
                .toList();
        boolean partitionIsKey =
                table.key().contains(String.valueOf(table.settings().partitionBy()));
        SourceTable keys = describe(columns, partitionIsKey ? table.settings() : withoutPartition(table.settings()));
        String copied = "ops." + Sql.targetName("sync_keys_" + table.id().targetName());
        target.execute("DROP TABLE IF EXISTS " + copied + " SYNC");
        target.execute("CREATE TABLE " + copied + " ("
                + keys.shape().columns().stream()
                        .map(column -> Sql.targetName(column.name()) + ' ' + column.clickHouseType())
                        .collect(Collectors.joining(", "))
                + ", _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC')) ENGINE = MergeTree ORDER BY ("
                + table.key().stream().map(Sql::targetName).collect(Collectors.joining(", ")) + ")");
        try {
            ReadPlan plan = ReadPlan.of(table, "", false, serverVersion());
            RowCopy.Result read =
                    copy.run(plan, () -> encoder(keys, columns), rows -> load.insertAsIs(copied, keys.shape(), rows));
            if (read.refused() > 0) {
                throw CliException.failed(
                        table.id() + " has keys that ClickHouse cannot hold: " + read.firstRefusal(),
                        "nothing was deleted; set on_out_of_range for the table in tables.yaml");
            }
            tombstones.ofMissing(copied, read.rows());
        } finally {
            target.execute("DROP TABLE IF EXISTS " + copied + " SYNC");
        }
    }

    private static TableSettings withoutPartition(TableSettings settings) {
        return new TableSettings(
                null,
                settings.partition(),
                settings.hotDays(),
                settings.archive(),
                settings.history(),
                settings.exclude(),
                settings.hash(),
                settings.onSchemaChange(),
                settings.onOutOfRange(),
                settings.onTruncate());
    }

    /** Rows go to a copy of hot first, with the tombstones of what is gone, and from there to hot as whole parts. */
    private RowCopy.Result replace(RowCopy copy, Tombstones tombstones, Optional<Watermark> watermark)
            throws SQLException, InterruptedException {
        RowShape shape = described.shape();
        String name = "sync_stage_" + table.id().targetName();
        String stage = "ops." + Sql.targetName(name);
        target.execute("DROP TABLE IF EXISTS " + stage + " SYNC");
        target.execute("CREATE TABLE " + stage + " AS " + hot());
        try {
            RowCopy.Result read = copy.run(
                    ReadPlan.of(table, "", false, serverVersion()),
                    () -> encoder(watermark),
                    rows -> load.insertInto(stage, shape, rows));
            if (read.refused() > 0) {
                throw CliException.failed(
                        table.id() + " has " + read.refused() + " rows that ClickHouse cannot hold: "
                                + read.firstRefusal(),
                        "nothing was replaced; set on_out_of_range for the table in tables.yaml");
            }
            tombstones.ofReplaced(stage, read.rows());
            for (String partition : target.texts("SELECT DISTINCT partition_id FROM system.parts WHERE database = 'ops'"
                    + " AND table = " + SyncTarget.text(name) + " AND active ORDER BY partition_id")) {
                target.execute("ALTER TABLE " + hot() + " ATTACH PARTITION ID " + SyncTarget.text(partition) + " FROM "
                        + stage);
            }
            return read;
        } finally {
            target.execute("DROP TABLE IF EXISTS " + stage + " SYNC");
        }
    }

    /** What a row was between two runs nobody knows; each row as it was at a run is kept. */
    private void addToHistory(RowShape shape, RowVersion version) throws InterruptedException {
        load.prepareHistory(shape);
        String columns = target.columns("hot", table.id().targetName()).keySet().stream()
                .map(Sql::targetName)
                .collect(Collectors.joining(", "));
        target.execute("INSERT INTO hot." + Sql.targetName(table.id().historyName()) + " (" + columns + ") SELECT "
                + columns + " FROM " + hot() + " WHERE `_version` = " + Tombstones.literal(version.value())
                + " OR (`_version` = " + Tombstones.literal(version.before())
                + " AND `_is_deleted` = 1 AND ("
                + table.key().stream().map(Sql::targetName).collect(Collectors.joining(", ")) + ") NOT IN (SELECT "
                + table.key().stream().map(Sql::targetName).collect(Collectors.joining(", ")) + " FROM " + hot()
                + " WHERE `_version` = " + Tombstones.literal(version.value()) + "))");
    }

    private long countDeleted(RowVersion version) {
        return target.number(
                "SELECT toInt64(count()) AS n FROM " + hot() + " WHERE `_is_deleted` = 1 AND `_version` IN ("
                        + Tombstones.literal(version.value()) + ", " + Tombstones.literal(version.before()) + ")");
    }

    /**
     * From where the next run reads by the watermark. A transaction that is still open may write the time of its begin, so
     * no later than that; and a time in the future must not hide what comes before it.
     */
    private static OptionalLong next(
            Watermark column, SourceMoment moment, Optional<Position> from, RowCopy.Result read) {
        long highest = Math.max(
                read.highest(),
                from.map(Position::watermark)
                        .filter(OptionalLong::isPresent)
                        .map(OptionalLong::getAsLong)
                        .orElse(Long.MIN_VALUE));
        return highest == Long.MIN_VALUE
                ? OptionalLong.empty()
                : OptionalLong.of(Math.min(highest, column.ofTime(moment.oldestBegin())));
    }

    private void report(Kind kind, RowCopy.Result read, long deleted, SyncProgress progress) {
        log.info(String.format(
                Locale.ROOT,
                "%s: %s, %,d rows in %.1f s%s%s",
                table.id(),
                kind.name().toLowerCase(Locale.ROOT),
                read.rows(),
                progress.seconds(),
                deleted > 0 ? String.format(Locale.ROOT, ", %,d deleted", deleted) : "",
                read.refused() > 0 ? String.format(Locale.ROOT, ", %,d refused", read.refused()) : ""));
        if (read.refused() > 0) {
            log.warning(table.id() + ": " + read.firstRefusal() + "; the next run reads these rows again");
        }
    }

    private String partitionOf(RowShape shape) {
        if (!shape.isPartitioned()) {
            return "";
        }
        String function = table.settings().partition() == TableSettings.Partition.MONTH ? "toYYYYMM" : "toYYYYMMDD";
        return function
                + '('
                + Sql.targetName(shape.columns().get(shape.partitionColumn()).name())
                + ')';
    }

    private static boolean isPartitionInKey(RowShape shape) {
        for (int column : shape.keyColumns()) {
            if (column == shape.partitionColumn()) {
                return true;
            }
        }
        return false;
    }

    private String hot() {
        return "hot." + Sql.targetName(table.id().targetName());
    }

    /** A problem of the database, with what to do. */
    static CliException failed(SQLException e, Object table) {
        return CliException.failed(
                "reading " + table + " from Postgres failed: " + Cause.of(e), "see ./isotherm logs postgres", e);
    }
}
