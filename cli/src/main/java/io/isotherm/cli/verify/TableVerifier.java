package io.isotherm.cli.verify;

import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.cli.verify.TableResult.Status;
import io.isotherm.cli.waiting.Deadline;
import io.isotherm.job.config.PartitionBy;
import io.isotherm.job.table.HotColumns;
import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Compares one table: sums, buckets, keys, and keys again. */
final class TableVerifier {
    /** Whole comparisons of a table of which too many keys differ to look at each again. */
    private static final int MOST_PASSES = 3;

    private final Connection source;
    private final TargetDatabase target;
    private final Visibility visibility;
    private final Consumer<String> progress;

    TableVerifier(Connection source, TargetDatabase target, Visibility visibility, Consumer<String> progress) {
        this.source = source;
        this.target = target;
        this.visibility = visibility;
        this.progress = progress;
    }

    /** @throws CliException if a server cannot be read, or the day is asked of a table without partition column */
    TableResult verify(ReplicatedTable table, VerifyRequest request) {
        return verify(table, request, request.day().map(date -> dayFilter(table, date)));
    }

    /** Only the rows that the filter lets pass. */
    TableResult verify(ReplicatedTable table, VerifyRequest request, Optional<RowFilter> filter) {
        long started = System.nanoTime();
        Map<String, TargetColumn> columns =
                target.columns(HotTable.DATABASE, table.id().targetName());
        if (columns.isEmpty()) {
            return withoutTarget(table, request, filter, started);
        }
        String obstacle = obstacle(table, columns);
        if (obstacle != null) {
            return notCompared(table.id(), obstacle, started);
        }
        TableComparison comparison = comparison(table, columns, filter, request.showValues());
        if (comparison.key().stream().anyMatch(column -> column.reservation().isPresent())) {
            return notCompared(table.id(), "its key cannot be compared: " + comparison.reservations(), started);
        }
        boolean hasBronze =
                !target.columns(HotTable.BRONZE, table.id().targetName()).isEmpty();
        SourceRows sourceRows = new SourceRows(source, comparison);
        TargetRows targetRows = new TargetRows(target, comparison, columns, hasBronze);
        return table.isAppended()
                ? new ChangesComparison(comparison, sourceRows, targetRows, visibility).run(request, started)
                : settle(comparison, sourceRows, targetRows, request, started);
    }

    static TableComparison comparison(
            ReplicatedTable table, Map<String, TargetColumn> columns, Optional<RowFilter> filter, boolean showValues) {
        ColumnRules rules = new ColumnRules(table);
        List<ColumnComparison> compared = table.columns().stream()
                .map(column -> rules.comparison(column, stored(column, columns)))
                .toList();
        List<ColumnComparison> key = table.key().stream()
                .map(name -> compared.stream()
                        .filter(column -> column.name().equals(name))
                        .findFirst()
                        .orElseThrow())
                .toList();
        return new TableComparison(table, compared, key, filter, showValues);
    }

    /** A column of the same name that is not the source's holds other values. */
    private static Optional<TargetColumn> stored(SourceColumn column, Map<String, TargetColumn> columns) {
        return Optional.ofNullable(columns.get(column.name())).filter(stored -> !HotColumns.isTaken(column.name()));
    }

    /**
     * Deletes rows of ClickHouse that are differences of one kind. Each was seen twice, as every difference is.
     *
     * @param kind see {@link SurplusRows}
     * @return how many keys these were
     */
    long delete(Kind kind, ReplicatedTable table, VerifyRequest request) {
        SurplusRows surplus = new SurplusRows(target);
        long deleted = 0;
        while (true) {
            TableResult result = verify(table, request);
            Map<String, TargetColumn> columns =
                    target.columns(HotTable.DATABASE, table.id().targetName());
            int now = result.differences().isEmpty()
                    ? 0
                    : surplus.delete(
                            kind,
                            table.id(),
                            comparison(table, columns, Optional.empty(), false).key(),
                            result.differences());
            deleted += now;
            // of a row with several copies but none in Postgres one is found at a time
            if (now == 0 || kind == Kind.DUPLICATE && result.uncheckedKeys() == 0) {
                return deleted;
            }
            progress.accept(table.id() + ": rows of " + deleted + " keys deleted, " + kind.description());
        }
    }

    /** The job creates a hot table with its first row, so an empty table may well have none. */
    private TableResult withoutTarget(
            ReplicatedTable table, VerifyRequest request, Optional<RowFilter> filter, long started) {
        TableComparison nothing = new TableComparison(table, List.of(), List.of(), filter, request.showValues());
        long rows = new SourceRows(source, nothing).count();
        if (rows > 0) {
            visibility.await(request.timeout());
            if (!target.columns(HotTable.DATABASE, table.id().targetName()).isEmpty()) {
                return verify(table, request, filter);
            }
        }
        return new TableResult(
                table.id(),
                HotTable.name(table.id()),
                rows == 0 ? Status.EQUAL : Status.DIFFERENT,
                rows,
                0,
                rows == 0 ? Map.of() : Map.of(Kind.MISSING, rows),
                List.of(),
                List.of(),
                0,
                0,
                List.of(),
                rows == 0
                        ? null
                        : HotTable.name(table.id()) + " does not exist -> see ./isotherm job list and the dead letters",
                since(started));
    }

    private static DayFilter dayFilter(ReplicatedTable table, java.time.LocalDate day) {
        PartitionBy by = table.settings().partitionBy();
        if (by == null) {
            throw CliException.cannotRun(
                    "table " + table.id().qualifiedName() + " has no partition_by column, so no day can be compared",
                    "leave out --day, choose another table with --table, or set partition_by in tables.yaml");
        }
        return new DayFilter(table.column(by.column()), by.unit(), day);
    }

    static String obstacle(ReplicatedTable table, Map<String, TargetColumn> columns) {
        if (table.isAppended()) {
            return columns.containsKey(HotColumns.OPERATION)
                    ? null
                    : "it has no key, and what ClickHouse has of it are no changes";
        }
        if (table.key().isEmpty()) {
            return "it has no primary key, by which its rows could be told apart";
        }
        List<String> withoutKey =
                table.key().stream().filter(name -> !columns.containsKey(name)).toList();
        if (!withoutKey.isEmpty()) {
            return "key columns are not in ClickHouse: " + withoutKey;
        }
        List<String> optional = table.key().stream()
                .filter(name -> columns.get(name).isNullable())
                .toList();
        return optional.isEmpty() ? null : "key columns have no values for some rows in ClickHouse: " + optional;
    }

    private TableResult settle(
            TableComparison comparison, SourceRows source, TargetRows target, VerifyRequest request, long started) {
        Deadline deadline = Deadline.in(request.timeout());
        RowSums expected = source.sums();
        RowSums stored = target.sums();
        Candidates candidates = expected.equals(stored) ? Candidates.none() : narrow(comparison, source, target);
        Recheck recheck = new Recheck(comparison, source::lookUp, target::lookUp, visibility, progress);
        Recheck.Outcome outcome = recheck.run(candidates.kept(), deadline);
        for (int pass = 2; pass <= MOST_PASSES && isInconclusive(candidates, outcome); pass++) {
            candidates = narrow(comparison, source, target);
            outcome = recheck.run(candidates.kept(), deadline);
        }
        return result(comparison, new RowSums[] {expected, stored}, candidates, outcome, request, started);
    }

    /** More keys differed than could be looked at again, and none of those that were is a confirmed difference. */
    private static boolean isInconclusive(Candidates candidates, Recheck.Outcome outcome) {
        return candidates.total() > candidates.kept().size()
                && outcome.confirmed().isEmpty()
                && outcome.obstacle().isEmpty();
    }

    private Candidates narrow(TableComparison comparison, SourceRows source, TargetRows target) {
        List<Integer> buckets = Buckets.differing(source.bucketSums(), target.bucketSums());
        if (buckets.isEmpty()) {
            return Candidates.none();
        }
        progress.accept(comparison.table().id() + ": narrowing down in " + buckets.size() + " of "
                + TableComparison.BUCKETS + " buckets");
        int keyColumns = comparison.key().size();
        // Postgres first: its cursor is patient, while ClickHouse gives up a result that nobody reads for 30 seconds.
        return source.scan(
                buckets,
                expected ->
                        target.scan(buckets, stored -> new MergeComparison(expected, stored, keyColumns).differing()));
    }

    private static TableResult result(
            TableComparison comparison,
            RowSums[] sums,
            Candidates candidates,
            Recheck.Outcome outcome,
            VerifyRequest request,
            long started) {
        Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        outcome.confirmed().forEach(difference -> counts.merge(difference.kind(), 1L, Long::sum));
        long unchecked = candidates.total() - candidates.kept().size();
        Status status = Status.EQUAL;
        if (!outcome.confirmed().isEmpty()) {
            status = Status.DIFFERENT;
        } else if (!outcome.unsettled().isEmpty() || unchecked > 0) {
            status = Status.UNSETTLED;
        }
        return new TableResult(
                comparison.table().id(),
                HotTable.name(comparison.table().id()),
                status,
                sums[0].rows(),
                sums[1].rows(),
                counts,
                outcome.confirmed().stream().limit(request.limit()).toList(),
                outcome.unsettled().stream().limit(request.limit()).toList(),
                outcome.unsettled().size(),
                unchecked,
                comparison.reservations(),
                outcome.obstacle()
                        .map(obstacle -> obstacle.getMessage() + " -> " + obstacle.remedy())
                        .orElse(null),
                since(started));
    }

    static TableResult notCompared(TableId table, String problem, long started) {
        return new TableResult(
                table,
                HotTable.name(table),
                Status.NOT_COMPARED,
                0,
                0,
                Map.of(),
                List.of(),
                List.of(),
                0,
                0,
                List.of(),
                problem,
                since(started));
    }

    static Duration since(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
