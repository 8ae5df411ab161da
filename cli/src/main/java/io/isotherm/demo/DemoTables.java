package io.isotherm.demo;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.DurableFile;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.ReplicationSetup;
import io.isotherm.job.config.ConfigException;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** The lines of a demo in the operator's {@code tables.yaml}. */
public final class DemoTables {
    private DemoTables() {}

    /** Sources of {@code tables.yaml}, in its order. */
    public static Set<String> databases(Settings settings) {
        return ReplicationSetup.readTables(settings).databases();
    }

    /**
     * Appends a demo's source to {@code tables.yaml} if it is not there. What is there stays as it is, comments
     * included.
     *
     * @return whether anything was added
     */
    public static boolean add(Settings settings, Demo demo) {
        Path file = settings.tablesFile();
        if (databases(settings).contains(demo.name())) {
            return false;
        }
        String before = CheckedYaml.read(file);
        String lines = CheckedYaml.read(demo.tablesFile()).replaceFirst("(?ms)\\A.*?^sources:[^\n]*\n", "");
        String after = before + (before.endsWith("\n") ? "" : "\n") + lines;
        if (!makesASource(after, demo.name())) {
            throw CliException.cannotRun(
                    "the lines of " + demo.tablesFile() + " at the end of " + file + " do not make a source",
                    "add them below \"sources:\" by hand");
        }
        try {
            DurableFile.write(file, after);
        } catch (IOException e) {
            throw CliException.cannotRun("cannot write " + file + ": " + Cause.of(e), "check its owner", e);
        }
        return true;
    }

    private static boolean makesASource(String yaml, String database) {
        try {
            return TablesConfig.parse("tables.yaml", yaml).databases().contains(database);
        } catch (ConfigException e) {
            return false;
        }
    }
}
