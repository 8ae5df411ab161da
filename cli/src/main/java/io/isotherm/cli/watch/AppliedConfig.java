package io.isotherm.cli.watch;

import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.ReplicationSetup;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Supplier;

/**
 * The settings in {@code tables.yaml} by which the pipeline runs now. A watch lives longer than they do, and by any
 * others it would find differences that are none. Not thread-safe.
 */
public final class AppliedConfig implements Supplier<TablesConfig> {
    private final Settings settings;
    private String text;
    private TablesConfig config;

    public AppliedConfig(Settings settings) {
        this.settings = settings;
    }

    /**
     * The same object as long as the file is the same.
     *
     * @throws CliException if the file was edited and is not applied
     */
    @Override
    public TablesConfig get() {
        AppliedTables applied =
                new AppliedTables(Launchers.current(settings).endpoints().shared());
        if (applied.isOutdated(settings)) {
            throw CliException.cannotRun(AppliedTables.OUTDATED, "./isotherm apply");
        }
        String now = read();
        if (!now.equals(text)) {
            config = ReplicationSetup.readTables(settings);
            text = now;
        }
        return config;
    }

    private String read() {
        try {
            return Files.readString(settings.tablesFile());
        } catch (IOException e) {
            throw CliException.cannotRun("cannot read " + settings.tablesFile() + ": " + Cause.of(e), "restore it", e);
        }
    }
}
