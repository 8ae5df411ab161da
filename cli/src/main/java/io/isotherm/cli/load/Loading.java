package io.isotherm.cli.load;

import com.clickhouse.client.api.Client;
import io.isotherm.cli.arrival.Waiter;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.load.LoadedTables.Hot;
import io.isotherm.cli.source.SnapshotState;
import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.cli.verify.TableResult;
import io.isotherm.cli.verify.Verifier;
import io.isotherm.cli.verify.VerifyRequest;
import io.isotherm.cli.waiting.Stall;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waits until every table of a source is loaded. The connector's offset tells when the read of a table is over, whether
 * it succeeded or not: Debezium leaves out a table that it cannot read. So the table is then compared with Postgres,
 * whole and once, and what was found is kept.
 */
public final class Loading {
    private static final int KEYS_LOOKED_AT = 10_000;

    private final Connections connections;
    private final String database;
    private final TablesConfig config;
    private final boolean refusesSurplus;
    private final Supplier<List<String>> connectLog;
    private final Consumer<String> progress;

    private final TableLoads loads;
    private final SourceRelations relations;
    private final LoadedTables marks;
    private final Waiter waiter;
    private final ReadEnd end;
    private final Map<String, TableLoad> incomplete = new TreeMap<>();

    /**
     * @param refusesSurplus whether a table is incomplete while ClickHouse has rows that Postgres does not have
     * @param connectLog the last lines of Connect's log, which name what Debezium left out
     * @param progress takes a line whenever there is news
     */
    public Loading(
            Connections connections,
            String database,
            TablesConfig config,
            boolean refusesSurplus,
            Supplier<List<String>> connectLog,
            Consumer<String> progress) {
        this.connections = connections;
        this.database = database;
        this.config = config;
        this.refusesSurplus = refusesSurplus;
        this.connectLog = connectLog;
        this.progress = progress;
        this.loads = new TableLoads(connections, database, config);
        this.relations = new SourceRelations(connections, database);
        this.marks = new LoadedTables(connections);
        this.waiter = new Waiter(connections, database, config, progress);
        this.end = new ReadEnd(connections, database, config, progress);
    }

    /**
     * @param chosen tells the tables to wait for
     * @throws CliException naming every one of them that is not loaded, and why
     */
    public void await(Patience patience, Predicate<TableId> chosen) {
        try {
            awaitEnd(patience, chosen);
        } catch (CliException e) {
            throw incomplete.isEmpty() ? e : failed(e);
        }
        if (!incomplete.isEmpty()) {
            throw failed(null);
        }
    }

    private void awaitEnd(Patience patience, Predicate<TableId> chosen) {
        Stall stall = new Stall(patience.deadline(), progress);
        LoadProgress rows = new LoadProgress(progress);
        stall.until(() -> {
            List<SourceRelation> open = open(chosen);
            if (open.isEmpty()) {
                return true;
            }
            if (rows.moved(open, marks.hot())) {
                patience.renewed().ifPresent(stall::extend);
            }
            compareThoseThatWereRead(open, patience, stall);
            stall.quietly(
                    rows.sentence(),
                    "the load goes on by itself: ./isotherm status shows how far it is, ./isotherm wait waits for it");
            return open(chosen).isEmpty();
        });
    }

    private List<SourceRelation> open(Predicate<TableId> chosen) {
        return loads.open().stream()
                .filter(source -> chosen.test(source.id()))
                .filter(source -> !incomplete.containsKey(source.id().qualifiedName()))
                .toList();
    }

    private void compareThoseThatWereRead(List<SourceRelation> open, Patience patience, Stall stall) {
        Optional<SnapshotState> reading = end.reading(stall);
        if (reading.isEmpty()) {
            return;
        }
        List<SourceRelation> read = open.stream()
                .filter(source -> !reading.get().reads(source.id()))
                .toList();
        if (read.isEmpty()) {
            // the connector tells how far it is with its next event
            relations.mark();
            return;
        }
        waiter.await(patience.forOneStep());
        read.forEach(source -> compare(source, patience));
    }

    private void compare(SourceRelation source, Patience patience) {
        String position = relations.position();
        Hot hot = marks.hot().getOrDefault(source.id().targetName(), Hot.NONE);
        TableResult result = withoutOlderCopies(source.id(), result(source.id(), patience), patience);
        Optional<TableLoad> verdict = refusesSurplus && Verdict.onlySurplusSeen(result)
                ? Optional.of(withSurplus(source.id(), result))
                : Verdict.of(
                        source,
                        result,
                        source.missing(hot),
                        SkippedReads.cause(connectLog.get(), source.id()),
                        () -> marks.refusal(source.id()));
        verdict.ifPresent(load -> {
            marks.remember(
                    source,
                    hot,
                    result,
                    load.isLoaded() ? LoadedTables.LOADED : LoadedTables.INCOMPLETE,
                    load.because(),
                    position);
            if (load.isLoaded()) {
                progress.accept(source.id().qualifiedName() + " is loaded: " + Verdict.number(result.sourceRows())
                        + " rows compared");
            } else {
                incomplete.put(source.id().qualifiedName(), load);
            }
            if (load.isLoaded() && Verdict.onlySurplus(result)) {
                TableLoad surplus = withSurplus(source.id(), result);
                progress.accept("  " + surplus.because() + "; " + surplus.remedy());
            }
        });
    }

    /** Rows that were deleted in Postgres while nothing told of it, as between a sync and the stream. */
    private TableLoad withSurplus(TableId table, TableResult result) {
        String name = table.qualifiedName();
        String deleting = config.syncOf(table).isPresent()
                ? "sync " + database + " --table " + name + " --deletes"
                : "resync --delete-surplus " + name;
        return TableLoad.incomplete(
                table,
                String.join(" and ", Verdict.surplusAndUnchecked(result)) + "; ./isotherm " + deleting
                        + " deletes what Postgres does not have",
                "./isotherm verify --table " + name + " names them");
    }

    /**
     * Neither the read of a table nor the job knows where rows are that something else has brought, as a sync does: one
     * that has moved to another partition is still in the old one.
     */
    private TableResult withoutOlderCopies(TableId table, TableResult result, Patience patience) {
        if (!result.counts().containsKey(Kind.DUPLICATE)) {
            return result;
        }
        long keys = comparing(table, patience, Verifier::deleteOlderCopies);
        progress.accept(table.qualifiedName() + ": " + Verdict.number(keys)
                + " rows had moved to another partition, and are deleted where they were before");
        return result(table, patience);
    }

    private TableResult result(TableId table, Patience patience) {
        return comparing(table, patience, Verifier::verify).tables().get(0);
    }

    /**
     * Deletes rows of a loaded table that Postgres does not have.
     *
     * @return how many they were
     */
    public long deleteSurplus(TableId table, Patience patience) {
        return comparing(table, patience, Verifier::deleteSurplus);
    }

    private <T> T comparing(TableId table, Patience patience, BiFunction<Verifier, VerifyRequest, T> work) {
        VerifyRequest request = new VerifyRequest(
                database,
                config,
                Optional.of(table.qualifiedName()),
                Optional.empty(),
                KEYS_LOOKED_AT,
                patience.forOneStep(),
                false);
        try (Connection source = connections.postgres(database);
                Client clickhouse = connections.clickhouse()) {
            return work.apply(new Verifier(source, clickhouse, waiter, line -> {}), request);
        } catch (SQLException e) {
            throw CliException.cannotRun("Postgres broke off: " + Cause.of(e), "see ./isotherm logs postgres", e);
        }
    }

    /** @param besides why the rest was not waited for; null if all was */
    private CliException failed(CliException besides) {
        List<String> sentences = new ArrayList<>(
                incomplete.values().stream().map(TableLoad::sentence).toList());
        Set<String> remedies = new LinkedHashSet<>(
                incomplete.values().stream().map(TableLoad::remedy).toList());
        if (besides != null) {
            sentences.add(besides.getMessage());
            remedies.add(besides.remedy());
        }
        return CliException.failed(String.join("\n  ", sentences), String.join("\n  -> ", remedies), besides);
    }
}
