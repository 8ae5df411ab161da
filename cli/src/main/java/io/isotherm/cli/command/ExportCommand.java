package io.isotherm.cli.command;

import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.cli.export.TableExport;
import io.isotherm.cli.export.TableExport.Format;
import io.isotherm.cli.settings.Settings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(names = "--format", defaultValue = "CSV", description = "csv (default; with a line of names) or parquet.")
    private Format format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Default: TABLE.csv or TABLE.parquet in this folder; - is standard output.")
    private String output;

    @Option(names = "--overwrite", description = "Replaces the file if it is there.")
    private boolean overwrite;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        TableExport export = new TableExport(new Connections(Settings.load()), table, format);
        if (STANDARD_OUTPUT.equals(output)) {
            try (OutputStream standardOutput = new FileOutputStream(FileDescriptor.out)) {
                export.writeTo(standardOutput, bytes -> {});
            }
            return 0;
        }
        Path file = Path.of(output == null ? table + "." + format.extension() : output);
        if (Files.exists(file) && !overwrite) {
            throw CliException.cannotRun(file + " is there already", "name another one, or say --overwrite");
        }
        write(export, file);
        return 0;
    }

    private void write(TableExport export, Path file) throws IOException, InterruptedException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        // Ctrl-C ends the JVM without the block below
        part.toFile().deleteOnExit();
        long started = System.nanoTime();
        try {
            long bytes;
            try (OutputStream out = Files.newOutputStream(part)) {
                bytes = export.writeTo(out, progress(started));
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            say(String.format(
                    Locale.ROOT, "%s: %,d bytes in %.1f s", file, bytes, (System.nanoTime() - started) / 1e9));
        } finally {
            Files.deleteIfExists(part);
        }
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
