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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "extract",
        description = {
            "Writes all rows of a table in Postgres, as of one moment, to a file for ./isotherm load.",
            "The file has its name only when it is whole."
        })
public final class ExtractCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TABLE", description = "A table of Postgres, such as orders or shop.orders.")
    private String table;

    @Option(names = "--source", paramLabel = "DATABASE", description = SourceChoice.DESCRIPTION)
    private String source;

    @Option(names = "--format", defaultValue = "PARQUET", description = "parquet (default) or csv.")
    private FileFormat format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Default: TABLE.parquet or TABLE.csv in this folder.")
    private Path output;

    @Option(names = "--overwrite", description = "Replaces the file if it is there.")
    private boolean overwrite;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = Settings.load();
        TablesConfig config = TablesConfig.load(settings.tablesFile());
        TableId id = SourceChoice.of(config, source, table);
        Path file = output == null ? Path.of(table + "." + format.extension()) : output;
        if (Files.exists(file) && !overwrite) {
            throw CliException.cannotRun(file + " is there already", "name another one, or say --overwrite");
        }
        SyncLog log = new SyncLog(spec.commandLine().getErr(), SyncLog.Level.INFO);
        long rows = new TableFiles(new Connections(settings), config, id.database(), log)
                .extract(id, format, file.toAbsolutePath());
        log.info(String.format(Locale.ROOT, "%s: %,d rows", file, rows));
        return 0;
    }
}
