package io.isotherm.cli.load;

import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.cli.verify.TableResult;
import io.isotherm.cli.verify.TableResult.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What the comparison of a table says about its read. */
final class Verdict {
    private Verdict() {}

    /**
     * Rows that ClickHouse has beyond those of Postgres do not count: no read leaves some behind, a TRUNCATE that the
     * table ignores does.
     *
     * @param columns of the source that ClickHouse does not have yet
     * @param skipped why Debezium gave up the read, if it is known
     * @param refused tells why the hot table does not take the rows, if it does not; asked only of a table that is not
     *     equal
     * @return empty if nothing is decided yet
     */
    static Optional<TableLoad> of(
            SourceRelation source,
            TableResult result,
            List<String> columns,
            Optional<String> skipped,
            Supplier<Optional<Refusal>> refused) {
        return switch (result.status()) {
            case EQUAL -> Optional.of(TableLoad.loaded(source.id()));
            case UNSETTLED ->
                result.isBusy() || onlyChanging(result) ? Optional.of(TableLoad.loaded(source.id())) : Optional.empty();
            case DIFFERENT ->
                onlySurplus(result)
                        ? Optional.of(TableLoad.loaded(source.id()))
                        : Optional.of(incomplete(source, result, columns, skipped, refused));
            case NOT_COMPARED ->
                Optional.of(TableLoad.incomplete(
                        source.id(),
                        "it cannot be compared: " + result.problem(),
                        refused.get()
                                .map(refusal -> refusal.remedy(source.id()))
                                .orElse("see ./isotherm verify --table "
                                        + source.id().qualifiedName())));
        };
    }

    /** Rows that are there and change all the time come as changes, not by the read. */
    private static boolean onlyChanging(TableResult result) {
        return result.uncheckedKeys() == 0
                && result.problem() == null
                && result.unsettled().stream().allMatch(key -> key.kind() == Kind.DIFFERENT);
    }

    static boolean onlySurplus(TableResult result) {
        return result.uncheckedKeys() == 0 && onlySurplusSeen(result);
    }

    /**
     * Whether every confirmed difference is a row that Postgres does not have; keys that were not checked may be
     * others.
     */
    static boolean onlySurplusSeen(TableResult result) {
        return result.status() == Status.DIFFERENT
                && result.counts().keySet().stream().allMatch(kind -> kind == Kind.EXTRA);
    }

    private static TableLoad incomplete(
            SourceRelation source,
            TableResult result,
            List<String> columns,
            Optional<String> skipped,
            Supplier<Optional<Refusal>> refused) {
        List<String> parts = new ArrayList<>();
        long missing = result.counts().getOrDefault(Kind.MISSING, 0L);
        if (missing > 0) {
            long lacking = Math.max(missing, result.sourceRows() - result.targetRows());
            parts.add(number(lacking) + " of " + number(result.sourceRows()) + " rows are missing");
        }
        long different = result.counts().getOrDefault(Kind.DIFFERENT, 0L)
                + result.counts().getOrDefault(Kind.DUPLICATE, 0L);
        if (different > 0) {
            parts.add(number(different) + " of " + number(result.sourceRows()) + " rows differ");
        }
        parts.addAll(surplusAndUnchecked(result));
        String name = source.id().qualifiedName();
        String found = String.join(" and ", parts);
        if (source.rowsHidden()) {
            return TableLoad.incomplete(
                    source.id(),
                    found + ": row-level security hides rows from role debezium",
                    "ALTER ROLE debezium BYPASSRLS, or give it a policy that shows all rows; then ./isotherm resync "
                            + name);
        }
        Optional<Refusal> refusal = refused.get();
        if (refusal.isPresent()) {
            return TableLoad.incomplete(
                    source.id(),
                    found + ": " + refusal.get().because(),
                    refusal.get().remedy(source.id()));
        }
        if (skipped.isPresent()) {
            return TableLoad.incomplete(
                    source.id(),
                    found + ": Debezium gave up the read: " + skipped.get(),
                    "an UPDATE of the missing rows in Postgres sends them as changes; ./isotherm verify --table " + name
                            + " names them");
        }
        if (!columns.isEmpty()) {
            return TableLoad.incomplete(
                    source.id(),
                    found + ": ClickHouse does not have " + String.join(", ", columns)
                            + " yet, which comes with the table's next change that is no dead letter",
                    "./isotherm resync " + name + " reads the table again, and brings it now;"
                            + " ./isotherm dlq list shows changes that were refused");
        }
        return TableLoad.incomplete(
                source.id(),
                found,
                "./isotherm dlq list shows rows that were refused, ./isotherm verify --table " + name
                        + " names those that are missing, ./isotherm resync " + name + " reads the table again");
    }

    /** @return what there is beyond Postgres; of very many differences only the first ones are looked at twice */
    static List<String> surplusAndUnchecked(TableResult result) {
        List<String> parts = new ArrayList<>();
        long surplus = result.counts().getOrDefault(Kind.EXTRA, 0L);
        if (surplus > 0) {
            parts.add(number(surplus) + " rows are in ClickHouse only");
        }
        if (result.uncheckedKeys() > 0) {
            parts.add(number(result.uncheckedKeys()) + " more keys seem to differ and were not looked at again");
        }
        return parts;
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
