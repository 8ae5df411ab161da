package io.isotherm.cli.watch;

import com.clickhouse.client.api.Client;
import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.arrival.Waiter;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.load.TableLoad;
import io.isotherm.cli.load.TableLoads;
import io.isotherm.cli.verify.PublishedTables;
import io.isotherm.cli.verify.TableRanges;
import io.isotherm.cli.verify.Verifier;
import io.isotherm.cli.verify.VerifyRequest;
import io.isotherm.cli.watch.TableWatch.Outcome;
import io.isotherm.cli.watch.WatchStore.Known;
import io.isotherm.cli.watch.WatchStore.Progress;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Rounds over all streamed tables of all sources. */
public final class Watch {
    /** As many as one comparison looks at again. */
    private static final int MOST_FINDINGS = 10_000;

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration AFTER_AN_ERROR = Duration.ofSeconds(30);

    /** A round over small tables is short; what has been equal a moment ago need not be asked again at once. */
    private static final Duration SHORTEST_ROUND = Duration.ofSeconds(10);

    private final Connections connections;
    private final Supplier<TablesConfig> applied;
    private final Optional<String> chosen;
    private final Pace pace;
    private final Rereading reading;
    private final Consumer<String> say;
    private final WatchStore store;

    /** What the round that runs goes by. */
    private TablesConfig config;

    /**
     * @param applied the settings that hold now; the same object as long as they are the same
     * @param chosen only this table, if given
     * @param percent of a core that work takes; 100 never rests
     * @param reading has rows of a table read again, and waits for them; null if differences are only named
     * @param say takes a line for people
     */
    public Watch(
            Connections connections,
            Supplier<TablesConfig> applied,
            Optional<String> chosen,
            int percent,
            Rereading reading,
            Consumer<String> say) {
        this.connections = connections;
        this.applied = applied;
        this.chosen = chosen.map(TableId::qualify);
        this.pace = new Pace(percent);
        this.reading = reading;
        this.say = say;
        this.store = new WatchStore(connections);
    }

    /** Round after round, until the process ends. What fails is said and tried again. */
    public void forever() {
        requireStore();
        try (LetterCount letters = new LetterCount(connections, store, say)) {
            forever(letters);
        }
    }

    private void forever(LetterCount letters) {
        RepeatedFailure failure = new RepeatedFailure(say);
        while (true) {
            try {
                Instant began = Instant.now();
                letters.keep();
                round();
                failure.passed();
                Duration took = Duration.between(began, Instant.now());
                if (took.compareTo(SHORTEST_ROUND) < 0) {
                    Pace.rest(SHORTEST_ROUND.minus(took));
                }
            } catch (CliException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                failure.failed(e, true);
                Pace.rest(AFTER_AN_ERROR);
            }
        }
    }

    /** @return 0 if all is equal or was healed, 1 if something differs, 2 if something could not be compared */
    public int once() {
        requireStore();
        try (LetterCount letters = new LetterCount(connections, store, say)) {
            letters.keep();
        }
        Outcome outcome = round();
        if (outcome.open > 0) {
            return CliException.FAILED;
        }
        return outcome.notShown > 0 ? CliException.CANNOT_RUN : 0;
    }

    private void requireStore() {
        if (!store.exists()) {
            throw CliException.cannotRun(
                    "ClickHouse lacks ops.watch_ranges, ops.watch_equal, ops.watch_findings or ops.dead_letters",
                    "./isotherm up makes them");
        }
    }

    private Outcome round() {
        Outcome all = new Outcome();
        boolean any = false;
        Instant began = Instant.now();
        Duration before = pace.worked();
        config = applied.get();
        for (String database : config.streamedDatabases()) {
            any |= round(database, all);
        }
        if (!any && chosen.isPresent()) {
            throw CliException.cannotRun(
                    "table " + chosen.get() + " is not replicated", "./isotherm status names those that are");
        }
        say.accept(
                "round over: %,d rows in %d ranges, %d unchanged since they were equal; %d differences open, %d healed; %.1f s of work in %.1f s"
                        .formatted(
                                all.rows,
                                all.ranges,
                                all.unchanged,
                                all.open,
                                all.healed,
                                seconds(pace.worked().minus(before)),
                                seconds(Duration.between(began, Instant.now()))));
        return all;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }

    /** @return whether there was a table to compare */
    private boolean round(String database, Outcome all) {
        Instant began = Instant.now();
        Map<String, Progress> progress = store.progress(database);
        try (Connection source = connections.postgres(database);
                Client target = connections.clickhouse()) {
            prepare(source);
            Visibility visibility = pace.waiting(new Waiter(connections, database, config, line -> {}));
            Verifier verifier = new Verifier(source, target, visibility, line -> {});
            Set<String> names = names(source, database);
            if (chosen.isEmpty()) {
                closeThoseOfOthers(database, names);
            } else if (!names.contains(chosen.get())) {
                return false;
            }
            Map<String, TableLoad> loading = pace.work(() -> loading(database));
            VerifyRequest request =
                    new VerifyRequest(database, config, chosen, Optional.empty(), MOST_FINDINGS, TIMEOUT, false);
            List<TableRanges> tables =
                    new ArrayList<>(names.isEmpty() ? List.of() : pace.work(() -> verifier.ranges(request)));
            tables.sort(order(progress));
            for (TableRanges table : tables) {
                if (applied.get() != config) {
                    throw CliException.failed(
                            "tables.yaml has other settings now: this round ends", "the next one goes on");
                }
                String name = table.id().qualifiedName();
                if (loading.containsKey(name)) {
                    say.accept(loading.get(name).sentence() + ": not compared");
                    all.notShown++;
                } else {
                    all.add(new TableWatch(store, pace, reading, say)
                            .run(table, progress.getOrDefault(name, Progress.NONE)));
                }
            }
            if (chosen.isEmpty()) {
                store.save(database, WatchStore.ALL_TABLES, new Progress("", "", began, Instant.now()));
            }
            return true;
        } catch (SQLException e) {
            throw CliException.cannotRun("Postgres broke off: " + Cause.of(e), "see ./isotherm logs postgres", e);
        }
    }

    private Set<String> names(Connection source, String database) throws SQLException {
        return new PublishedTables(source)
                .replicatedTables(database, config).stream()
                        .map(TableId::qualifiedName)
                        .collect(Collectors.toSet());
    }

    /**
     * Tables that cannot be equal yet, by their names. What columns that have changed leave in older rows is to be
     * found.
     */
    private Map<String, TableLoad> loading(String database) {
        return new TableLoads(connections, database, config)
                .states().stream()
                        .filter(load -> !load.wasRead())
                        .collect(Collectors.toMap(load -> load.table().qualifiedName(), load -> load));
    }

    /** What was begun, then what was compared longest ago. */
    private static Comparator<TableRanges> order(Map<String, Progress> progress) {
        Function<TableRanges, Progress> of =
                table -> progress.getOrDefault(table.id().qualifiedName(), Progress.NONE);
        return Comparator.comparing(
                        (TableRanges table) -> of.apply(table).nextFrom().isEmpty())
                .thenComparing(table -> of.apply(table).ended());
    }

    /** Nobody looks at a table again that is not replicated any more. */
    private void closeThoseOfOthers(String database, Set<String> tables) {
        store.findings(database).stream()
                .filter(known -> !tables.contains(known.table()))
                .collect(Collectors.groupingBy(Known::table, Collectors.mapping(Known::finding, Collectors.toList())))
                .forEach((table, findings) -> store.save(database, table, findings, WatchStore.CLOSED, Instant.now()));
    }

    /** One core at a time. */
    private static void prepare(Connection source) throws SQLException {
        try (Statement statement = source.createStatement()) {
            statement.execute("SET max_parallel_workers_per_gather = 0");
            statement.execute("SET jit = off");
        }
    }
}
