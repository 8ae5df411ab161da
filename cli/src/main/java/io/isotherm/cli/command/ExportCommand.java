package io.isotherm.cli.command;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.export.RowFormat;
import io.isotherm.cli.export.TableExport;
import io.isotherm.cli.export.WholeFile;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        description = {
            "Writes a table or view of bronze, silver or gold to a file. It is streamed, so it may be of any size.",
            "The file has its name only when it is whole."
        })
public final class ExportCommand implements Callable<Integer> {
    private static final long REPORT_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final String STANDARD_OUTPUT = "-";

    @Parameters(paramLabel = "TABLE", description = "Such as bronze.shop_orders or gold.fact_order.")
    private String table;

    @Option(
            names = "--format",
            defaultValue = "CSV",
            description = "csv (default; with a line of names), parquet or json.")
    private RowFormat format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Default: TABLE.csv, TABLE.parquet or TABLE.json in this folder; - is standard output.")
    private String output;

    @Option(names = "--overwrite", description = "Replaces the file if it is there.")
    private boolean overwrite;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (format == RowFormat.TABLE) {
            throw new ParameterException(spec.commandLine(), "--format is csv, parquet or json");
        }
        TableExport export = new TableExport(new Connections(Settings.load()), table, format);
        if (STANDARD_OUTPUT.equals(output)) {
            export.writeTo(Terminal.standardOutput(), bytes -> {});
            return 0;
        }
        Path name = Path.of(output == null ? table + "." + format.extension() : output);
        WholeFile file = WholeFile.named(name, overwrite);
        long started = System.nanoTime();
        long bytes = file.write(out -> export.writeTo(out, progress(started)));
        say(String.format(Locale.ROOT, "%s: %,d bytes in %.1f s", name, bytes, (System.nanoTime() - started) / 1e9));
        return 0;
    }

    private LongConsumer progress(long started) {
        long[] next = {started + REPORT_EVERY_NANOS};
        return bytes -> {
            long now = System.nanoTime();
            if (now - next[0] >= 0) {
                next[0] = now + REPORT_EVERY_NANOS;
                say(String.format(Locale.ROOT, "%s: %,d MB so far", table, bytes / 1_000_000));
            }
        };
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
