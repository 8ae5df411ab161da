package io.isotherm.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.python.PythonTools;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.sync.SourceSync;
import io.isotherm.cli.sync.SyncLog;
import io.isotherm.cli.sync.SyncRequest;
import io.isotherm.cli.sync.SyncResult;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
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
            "Exit code 0: done. 1: a table or a model failed, or has rows that could not be stored. 2: could not run."
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
            names = "--lock-timeout",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Waits this long for another sync of a table to end (default: ${DEFAULT-VALUE}).")
    private int lockTimeout;

    @Option(
            names = "--no-metrics-update",
            description = {
                "Leaves silver and gold as they are.",
                "Without it the source's models are run by dbt, for the days that changed, once rows have come."
            })
    private boolean noMetricsUpdate;

    @Option(names = "--json", description = "Prints a list of {table, rows, deleted, refused, reason} when it is done.")
    private boolean json;

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
        SyncRequest request = new SyncRequest(
                fullRefresh, deletes, Optional.ofNullable(since), epoch, Duration.ofSeconds(lockTimeout));
        if (interval == null) {
            return run(settings, sync, request);
        }
        while (true) {
            try {
                run(settings, sync, request);
            } catch (CliException e) {
                log.error(e.getMessage());
                log.error("  -> " + e.remedy());
            }
            TimeUnit.SECONDS.sleep(interval);
        }
    }

    private int run(Settings settings, SourceSync sync, SyncRequest request) throws IOException, InterruptedException {
        List<SyncResult> results = sync.run(Optional.ofNullable(table), request);
        if (json) {
            spec.commandLine().getOut().println(asJson(results));
        }
        boolean hasNews = results.stream().anyMatch(result -> result.rows() + result.deleted() > 0);
        int updated = hasNews && !noMetricsUpdate ? updateMetrics(settings) : 0;
        return Math.max(updated, results.stream().allMatch(SyncResult::isComplete) ? 0 : CliException.FAILED);
    }

    /** The models of the source, if it has some; they find the days that changed by themselves. */
    private int updateMetrics(Settings settings) throws InterruptedException {
        if (!Files.isDirectory(settings.root().resolve("sql/models").resolve(source))) {
            return 0;
        }
        DbtCommand.requireServer(settings);
        return PythonTools.of(settings).dbt(List.of("run", "--select", "path:models/" + source, "path:models/shared"));
    }

    private static String asJson(List<SyncResult> results) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode list = mapper.createArrayNode();
        for (SyncResult result : results) {
            list.addObject()
                    .put("table", result.table().toString())
                    .put("rows", result.rows())
                    .put("deleted", result.deleted())
                    .put("refused", result.refused())
                    .put("reason", result.reason());
        }
        return mapper.writeValueAsString(list);
    }

    private void refuse(boolean wrong, String message) {
        if (wrong) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
