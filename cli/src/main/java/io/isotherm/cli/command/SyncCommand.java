package io.isotherm.cli.command;

import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.sync.SourceSync;
import io.isotherm.cli.sync.SyncLog;
import io.isotherm.cli.sync.SyncRequest;
import io.isotherm.cli.sync.SyncResult;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "sync",
        description = {
            "Reads what has changed from a source by queries, without its write-ahead log, into the same hot tables.",
            "The first run of a table reads all rows. Which tables, and by what column, stands under 'sync' in tables.yaml.",
            "Exit code 0: done. 1: a table failed, or has rows that could not be stored. 2: could not run."
        })
public final class SyncCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SOURCE", description = "A database of tables.yaml.")
    private String source;

    @Option(names = "--table", paramLabel = "TABLE", description = "Only this table, such as orders or shop.orders.")
    private String table;

    @Option(
            names = "--full-refresh",
            description = {
                "Reads all rows, and deletes those that the source does not have.",
                "Readers see the old rows of a partition until they see all the new ones."
            })
    private boolean fullRefresh;

    @Option(
            names = "--deletes",
            description = "Also compares all keys, and deletes those that the source does not have.")
    private boolean deletes;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Time.class,
            description = {
                "Reads the rows whose watermark is at least this: a day, or a time such as 2026-01-31T00:00:00Z.",
                "The next run goes on where the last one without --since ended."
            })
    private Instant since;

    @Option(names = "--run-once", description = "Runs once and ends, which is the default.")
    private boolean runOnce;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            description = "Runs again and again, this long after each run.")
    private Integer interval;

    @Option(names = "--epoch", paramLabel = "N", description = "Epoch of the source's log, once it was restored.")
    private Integer epoch;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "debug, info (default), warning or error.")
    private SyncLog.Level level;

    @Spec
    private CommandSpec spec;

    /** A day in UTC, or an instant. */
    static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.length() <= 10
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "'" + text + "' is neither a day such as 2026-01-31 nor a time such as 2026-01-31T00:00:00Z");
            }
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        refuse(runOnce && interval != null, "--run-once and --interval contradict each other");
        refuse(fullRefresh && since != null, "--full-refresh reads all rows: leave out --since");
        refuse(interval != null && interval < 1, "--interval is at least 1 second");
        Settings settings = Settings.load();
        SyncLog log = new SyncLog(spec.commandLine().getErr(), level);
        SourceSync sync =
                new SourceSync(new Connections(settings), TablesConfig.load(settings.tablesFile()), source, log);
        SyncRequest request = new SyncRequest(fullRefresh, deletes, Optional.ofNullable(since), epoch);
        if (interval == null) {
            return exitCode(sync.run(Optional.ofNullable(table), request));
        }
        while (true) {
            try {
                sync.run(Optional.ofNullable(table), request);
            } catch (CliException e) {
                log.error(e.getMessage());
                log.error("  -> " + e.remedy());
            }
            TimeUnit.SECONDS.sleep(interval);
        }
    }

    private void refuse(boolean wrong, String message) {
        if (wrong) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private static int exitCode(List<SyncResult> results) {
        return results.stream().allMatch(SyncResult::isComplete) ? 0 : CliException.FAILED;
    }
}
