package io.isotherm.cli.sync;

import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.SyncSettings;
import io.isotherm.job.schema.PostgresColumn;
import java.time.Duration;

/** A watermark column: how its values count, and how one is written in SQL. */
final class Watermark {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
    /** 2000-01-01, from which Postgres counts dates and times. */
    private static final long EPOCH_MICROS = 946_684_800L * MICROS_PER_SECOND;

    private final PostgresColumn column;
    private final SyncSettings settings;

    private Watermark(PostgresColumn column, SyncSettings settings) {
        this.column = column;
        this.settings = settings;
    }

    /**
     * @throws CliException if {@code tables.yaml} names none, or one that the table does not have or that does not
     * count
     */
    static Watermark of(SyncedTable table) {
        SyncSettings settings = table.sync()
                .orElseThrow(() -> CliException.cannotRun(
                        table.id() + " has no 'sync' in tables.yaml, which says by what column its changes are found",
                        "add sync: {watermark: updated_at} to its entry, or read all rows: --full-refresh"));
        PostgresColumn column = table.watermark()
                .orElseThrow(() -> CliException.cannotRun(
                        table.id() + " has no column '" + settings.watermark() + "', its watermark in tables.yaml",
                        "correct sync.watermark in tables.yaml"));
        boolean isNumber = column.type().matches("int[248]");
        if (!isNumber && !column.type().matches("date|timestamp|timestamptz")) {
            throw CliException.cannotRun(
                    table.id() + "." + column.name() + ": a watermark is a date, a timestamp or a whole number, not "
                            + column.type(),
                    "name another column under sync.watermark in tables.yaml");
        }
        if (isNumber && settings.unit() == null) {
            throw CliException.cannotRun(
                    table.id() + "." + column.name() + ": tables.yaml does not say what the number counts",
                    "add unit: s, ms or us (since 1970) to 'sync' in tables.yaml");
        }
        return new Watermark(column, settings);
    }

    String column() {
        return column.name();
    }

    /** Names the meaning of a stored value: another column or unit begins anew. */
    String identity() {
        return column.name() + ' ' + column.type() + ' ' + settings.unit();
    }

    /** @param micros since 1970 */
    long ofTime(long micros) {
        return switch (column.type()) {
            case "date" -> Math.floorDiv(micros - EPOCH_MICROS, MICROS_PER_DAY);
            case "timestamp", "timestamptz" -> micros - EPOCH_MICROS;
            default -> Math.floorDiv(micros, MICROS_PER_SECOND / settings.unit().perSecond());
        };
    }

    /** A day's date goes back a whole day at least, for it says nothing of the hour. */
    long lookBack() {
        Duration time = settings.lookBack();
        return switch (column.type()) {
            case "date" -> time.toDays() + 1;
            case "timestamp", "timestamptz" -> time.toNanos() / 1000;
            default -> time.toSeconds() * settings.unit().perSecond();
        };
    }

    /** Rows whose watermark is at least this, or that have none. */
    String condition(long from) {
        String name = "t." + SyncCatalog.quoted(column.name());
        String literal =
                switch (column.type()) {
                    case "date" -> "date '2000-01-01' + " + Math.max(-2_000_000, from);
                    case "timestamp" -> "timestamp '2000-01-01' + interval '1 microsecond' * " + from + "::bigint";
                    case "timestamptz" ->
                        "timestamptz '2000-01-01 00:00:00+00' + interval '1 microsecond' * " + from + "::bigint";
                    default -> from + "::bigint";
                };
        return "(" + name + " >= " + literal + " OR " + name + " IS NULL)";
    }
}
