package io.isotherm.cli.source;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.PipelineNames;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tables of which changes arrive. Postgres publishes tables whatever they are called, and the connector goes by their
 * names: one that is renamed stays published, and the connector sends nothing of it.
 */
final class ReplicatedNow {
    private ReplicatedNow() {}

    /**
     * @param published as {@code schema.table}
     * @return those of them that the connector sends; all of them as long as Connect does not answer, which is said
     *     elsewhere
     */
    static Set<String> of(Connections connections, String database, Set<String> published) {
        return published.stream().filter(isSent(connections, database)).collect(Collectors.toSet());
    }

    private static Predicate<String> isSent(Connections connections, String database) {
        try {
            return new ConnectClient(connections)
                    .config(PipelineNames.connector(database))
                    .map(ConnectorConfig::sends)
                    .orElse(table -> true);
        } catch (CliException connectIsAway) {
            return table -> true;
        }
    }
}
