package io.isotherm.cli.pipeline;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.load.ReadEnd;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.ReplicationSetup;
import io.isotherm.cli.source.RowCondition;
import io.isotherm.cli.stack.ChangeLock;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.watch.Rereading;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.PrintWriter;
import java.util.List;

/**
 * Has the connector read rows of a table again, beside the running changes. The table counts as loaded as before:
 * whoever asks for the rows compares them.
 */
public final class RowsReadAgain implements Rereading {
    private final Settings settings;
    private final Connections connections;
    private final PrintWriter progress;

    public RowsReadAgain(Settings settings, PrintWriter progress) {
        this.settings = settings;
        this.connections = new Connections(settings);
        this.progress = progress;
    }

    @Override
    public void again(TableId table, String where) {
        TablesConfig tables = ReplicationSetup.readTables(settings);
        ReplicationSetup setup =
                new ReplicationSetup(connections, Launchers.current(settings).endpoints(), progress);
        new ChangeLock(settings, "./isotherm watch", progress)
                .holding(() -> setup.resync(
                        tables,
                        List.of(table.topic()),
                        RowCondition.where(where),
                        new AppendedTables(settings, progress),
                        asked -> {}));
        new ReadEnd(connections, table.database(), tables, line -> {
                    progress.println("  " + line);
                    progress.flush();
                })
                .await(Replication.PATIENCE, table);
    }
}
