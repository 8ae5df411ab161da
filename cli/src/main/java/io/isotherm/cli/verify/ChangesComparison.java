package io.isotherm.cli.verify;

import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.cli.verify.TableResult.Status;
import java.util.List;
import java.util.Map;

/**
 * Compares a table without a key, whose rows in ClickHouse are changes: what all of them leave has to be what Postgres
 * has, as many times. Without a key no row can be looked at by itself, so all rows are looked at again while they
 * differ.
 */
final class ChangesComparison {
    /** As long as the source changes meanwhile, a difference says nothing. */
    private static final int MOST_PASSES = 3;

    private final TableComparison comparison;
    private final SourceRows source;
    private final TargetRows target;
    private final Visibility visibility;

    ChangesComparison(TableComparison comparison, SourceRows source, TargetRows target, Visibility visibility) {
        this.comparison = comparison;
        this.source = source;
        this.target = target;
        this.visibility = visibility;
    }

    TableResult run(VerifyRequest request, long started) {
        RowSums before = source.sums();
        RowSums stored = target.sumsOfChanges();
        if (before.equals(stored)) {
            return result(Status.EQUAL, before, stored, started);
        }
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            before = source.sums();
            visibility.await(request.timeout());
            stored = target.sumsOfChanges();
            RowSums after = source.sums();
            if (stored.equals(before) || stored.equals(after)) {
                return result(Status.EQUAL, after, stored, started);
            }
            if (before.equals(after)) {
                return result(Status.DIFFERENT, after, stored, started);
            }
        }
        return result(Status.UNSETTLED, before, stored, started);
    }

    private String problem(Status status) {
        return switch (status) {
            case DIFFERENT ->
                "its changes do not add up to what Postgres has -> ./isotherm resync "
                        + comparison.table().id().qualifiedName() + " begins anew";
            case UNSETTLED -> "it changes all the time -> compare it while it rests";
            case EQUAL, NOT_COMPARED -> null;
        };
    }

    private TableResult result(Status status, RowSums expected, RowSums stored, long started) {
        long differing = Math.max(1, Math.abs(expected.rows() - stored.rows()));
        return new TableResult(
                comparison.table().id(),
                HotTable.name(comparison.table().id()),
                status,
                expected.rows(),
                stored.rows(),
                status == Status.DIFFERENT ? Map.of(Kind.DIFFERENT, differing) : Map.of(),
                List.of(),
                List.of(),
                0,
                0,
                comparison.reservations(),
                problem(status),
                TableVerifier.since(started));
    }
}
