package io.isotherm.cli.command;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.sync.FileFormat;
import io.isotherm.cli.sync.SyncLog;
import io.isotherm.cli.sync.TableFiles;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "load",
        description = {
            "Loads a file of ./isotherm extract into the hot table, where bronze shows its rows.",
            "A row that has changed since then stays as it is now."
        })
public final class LoadCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "Its name ends with .parquet or .csv.")
    private Path file;

    @Parameters(index = "1", paramLabel = "TABLE", description = "The table of Postgres that it was written of.")
    private String table;

    @Option(names = "--source", paramLabel = "DATABASE", description = SourceChoice.DESCRIPTION)
    private String source;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = Settings.load();
        TablesConfig config = TablesConfig.load(settings.tablesFile());
        TableId id = SourceChoice.of(config, source, table);
        SyncLog log = new SyncLog(spec.commandLine().getErr(), SyncLog.Level.INFO);
        long rows = new TableFiles(new Connections(settings), config, id.database(), log).load(file, format(), id);
        log.info(String.format(Locale.ROOT, "%s: %,d rows of %s loaded", id, rows, file));
        return 0;
    }

    private FileFormat format() {
        for (FileFormat format : FileFormat.values()) {
            if (file.toString().toLowerCase(Locale.ROOT).endsWith("." + format.extension())) {
                return format;
            }
        }
        throw CliException.cannotRun(file + " is neither .parquet nor .csv", "name a file of ./isotherm extract");
    }
}
