package io.isotherm.cli.watch;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.source.ConnectClient;
import io.isotherm.cli.source.TableTrouble;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.config.TablesConfig;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Has connectors that have failed go on without the tables that have stopped them. A connector fails with all its
 * tables, and Connect leaves it so.
 */
public final class ConnectorWatch {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final UnaryOperator<String> stateOf;
    private final Supplier<TablesConfig> applied;
    private final TakingOut takingOut;
    private final Consumer<String> say;

    /** Failed when they were looked at last, by database. */
    private Set<String> failed = Set.of();

    private final RepeatedFailure failure;

    /** Takes tables out of a source's connector that has failed, and returns what is in their way. */
    public interface TakingOut {
        List<TableTrouble> of(String database, TablesConfig applied);
    }

    /**
     * @param stateOf tells the state of a connector by its name, see {@link ConnectClient#state}
     * @param applied the settings that hold now; used by one thread only
     * @param say takes a line for people
     */
    public ConnectorWatch(
            UnaryOperator<String> stateOf, Supplier<TablesConfig> applied, TakingOut takingOut, Consumer<String> say) {
        this.stateOf = stateOf;
        this.applied = applied;
        this.takingOut = takingOut;
        this.say = say;
        this.failure = new RepeatedFailure(say);
    }

    /** Returns at once; looks at them until the process ends. */
    public void begin() {
        Thread thread = new Thread(this::forever, "connector-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void forever() {
        while (true) {
            try {
                look();
                failure.passed();
            } catch (CliException e) {
                // a server that is away for long is told by the rounds
                failure.failed(e, !failed.isEmpty());
            }
            Pace.rest(EVERY);
        }
    }

    /** A command that changes a connector may make it fail for a moment, and mends that itself. */
    void look() {
        TablesConfig config = applied.get();
        Set<String> now = new HashSet<>();
        for (String database : config.streamedDatabases()) {
            if (stateOf.apply(PipelineNames.connector(database)).startsWith(ConnectClient.FAILED)) {
                now.add(database);
            }
        }
        Set<String> before = failed;
        failed = now;
        for (String database : now) {
            if (before.contains(database)) {
                takingOut.of(database, config).forEach(this::tell);
            }
        }
    }

    private void tell(TableTrouble trouble) {
        say.accept("%s had stopped the connector of %s with all its tables, and is left out now: %s"
                .formatted(trouble.table().qualifiedName(), trouble.table().database(), trouble.sentence()));
        say.accept("  -> " + trouble.remedy() + "; then ./isotherm apply");
    }
}
