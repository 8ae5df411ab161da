package io.isotherm.cli.applied;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.job.JobFiles;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.PostgresSource;
import io.isotherm.cli.stack.SharedFolder;
import io.isotherm.cli.sync.SyncedUntil;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Writes {@link AppliedTables} from what the job goes by and from the tables that the sources have. */
public final class AppliedTablesWriter {
    private final Connections connections;
    private final Settings settings;
    private final AppliedTables document;
    private final Consumer<String> progress;

    /** @param folder that services read */
    public AppliedTablesWriter(Connections connections, SharedFolder folder, Consumer<String> progress) {
        this.connections = connections;
        this.settings = connections.settings();
        this.document = new AppliedTables(folder);
        this.progress = progress;
    }

    /** The settings that the job was submitted with; as long as it was not, those of {@code tables.yaml}. */
    public void write() {
        String tablesYaml = applied(settings);
        TablesConfig config = AppliedTables.parse(tablesYaml);
        document.write(tablesYaml, database -> tablesOf(config, database));
    }

    /** Before any source can be asked: then the document has schedules, and no tables yet. */
    public void writeIfMissing() {
        if (document.isMissing()) {
            document.write(applied(settings), database -> Optional.empty());
        }
    }

    /** What job and daily run go by. */
    public static TablesConfig config(Settings settings) {
        return AppliedTables.parse(applied(settings));
    }

    private static String applied(Settings settings) {
        return new JobFiles(settings).submittedTables().orElseGet(() -> edited(settings));
    }

    private static String edited(Settings settings) {
        try {
            return Files.readString(settings.tablesFile());
        } catch (IOException e) {
            throw CliException.cannotRun("cannot read " + settings.tablesFile() + ": " + Cause.of(e), "restore it", e);
        }
    }

    /** Empty if the source does not answer. */
    private Optional<Map<TableId, Set<String>>> tablesOf(TablesConfig config, String database) {
        try {
            return Optional.of(
                    config.sourceOf(database).isBatch()
                            ? new SyncedUntil(connections, config, database).tables()
                            : new PostgresSource(connections, database).tables());
        } catch (CliException e) {
            progress.accept("Airflow goes on with the tables of " + database + " that it knows: " + e.getMessage());
            return Optional.empty();
        }
    }
}
