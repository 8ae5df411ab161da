package io.isotherm.cli.verify;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.job.table.TableId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Deletes rows that only ClickHouse has, as the job would: by a newer version of the row that says so. The next version
 * after that of the row is enough, and is older than anything Postgres may do with the key from now on: a later insert
 * lies behind in the write-ahead log, so it wins, whether it was seen here or not.
 *
 * <p>Rows are looked for in each partition by itself, as the comparison does: a newer row or delete of the key in
 * another partition hides one that is left behind, but not from the archive.
 */
final class SurplusRows {
    private static final String PER_PARTITION = " SETTINGS do_not_merge_across_partitions_select_final = 1";

    /** The part of a version below the position in the write-ahead log: this is the last of a position. */
    private static final String LAST_OF_ITS_POSITION = "bitOr(t.`_version`, toUInt128('281474976710655'))";

    /** Less than the newest row of the key has, as the tombstone that the job leaves where a row moved away. */
    private static final String BEFORE_THE_NEWEST = "t.isotherm_newest - 1";

    private static final int KEYS_PER_STATEMENT = 1_000;

    /** What the pipeline keeps beside the columns of the source, where a delete has values of its own. */
    private static final Map<String, String> OF_A_DELETE =
            Map.of("_version", LAST_OF_ITS_POSITION, "_is_deleted", "1", "_ingested_at", "now64(3, 'UTC')");

    private static final Map<String, String> OF_A_COPY =
            Map.of("_version", BEFORE_THE_NEWEST, "_is_deleted", "1", "_ingested_at", "now64(3, 'UTC')");

    /** When Postgres deleted the row nobody knows: up to now a view of a past moment shows it. */
    private static final Map<String, String> OF_A_DELETE_IN_HISTORY = Map.of(
            "_version",
            LAST_OF_ITS_POSITION,
            "_is_deleted",
            "1",
            "_committed_at",
            "now64(6, 'UTC')",
            "_ingested_at",
            "now64(3, 'UTC')");

    private final TargetDatabase database;

    SurplusRows(TargetDatabase database) {
        this.database = database;
    }

    /**
     * @param kind {@link Kind#EXTRA}, or {@link Kind#DUPLICATE}: then the newest row of each key stays
     * @param differences of one comparison; those of other kinds are left alone
     * @return how many keys these were
     */
    int delete(Kind kind, TableId table, List<ColumnComparison> key, Collection<Difference> differences) {
        List<Difference> chosen = differences.stream()
                .filter(difference -> difference.kind() == kind)
                .toList();
        for (int from = 0; from < chosen.size(); from += KEYS_PER_STATEMENT) {
            List<Difference> some = chosen.subList(from, Math.min(chosen.size(), from + KEYS_PER_STATEMENT));
            if (kind == Kind.DUPLICATE) {
                database.execute(statementForCopies(table, key, some));
            } else {
                deleteExtra(table, key, some);
            }
        }
        return chosen.size();
    }

    private void deleteExtra(TableId table, List<ColumnComparison> key, List<Difference> surplus) {
        // first, because the row is read from where the second hides it
        if (!database.columns(HotTable.DATABASE, table.historyName()).isEmpty()) {
            database.execute(statement(table, table.historyName(), OF_A_DELETE_IN_HISTORY, key, surplus));
        }
        database.execute(statement(table, table.targetName(), OF_A_DELETE, key, surplus));
    }

    private String statement(
            TableId table,
            String into,
            Map<String, String> ofADelete,
            List<ColumnComparison> key,
            List<Difference> surplus) {
        String wanted = listed(surplus, row -> Stream.concat(row.key().values().stream(), Stream.of(row.version())));
        return insert(table, into, ofADelete) + " FROM " + shown(table) + " AS t WHERE (" + names(key)
                + ", toString(t.`_version`)) IN (SELECT " + parsed(key) + ", unhex(k[" + (key.size() + 1)
                + "]) FROM (SELECT arrayJoin(" + wanted + ") AS k))" + PER_PARTITION;
    }

    private String statementForCopies(TableId table, List<ColumnComparison> key, List<Difference> copied) {
        String wanted = listed(copied, row -> row.key().values().stream());
        return insert(table, table.targetName(), OF_A_COPY) + " FROM (SELECT t.*, max(t.`_version`) OVER (PARTITION BY "
                + names(key) + ") AS isotherm_newest FROM " + shown(table) + " AS t WHERE (" + names(key)
                + ") IN (SELECT "
                + parsed(key) + " FROM (SELECT arrayJoin(" + wanted
                + ") AS k))) AS t WHERE t.`_version` < t.isotherm_newest"
                + PER_PARTITION;
    }

    /** The row keeps its other values, for they say in which partition and on which day it is. */
    private String insert(TableId table, String into, Map<String, String> ofADelete) {
        Collection<String> columns = database.columns(HotTable.DATABASE, into).keySet();
        if (database.columns(HotTable.BRONZE, table.targetName()).isEmpty()) {
            throw CliException.failed(
                    "there is no view " + shown(table) + ", so nothing was deleted",
                    "./isotherm job restart makes the views; then run this again");
        }
        return "INSERT INTO " + HotTable.DATABASE + "." + Sql.targetName(into) + " ("
                + columns.stream().map(Sql::targetName).collect(Collectors.joining(", ")) + ") SELECT "
                + columns.stream()
                        .map(column -> ofADelete.getOrDefault(column, "t." + Sql.targetName(column)))
                        .collect(Collectors.joining(", "));
    }

    private static String shown(TableId table) {
        return HotTable.BRONZE + "." + Sql.targetName(table.targetName());
    }

    private static String names(List<ColumnComparison> key) {
        return key.stream().map(column -> "t." + Sql.targetName(column.name())).collect(Collectors.joining(", "));
    }

    /** The key's values of {@code k}, in its types. */
    private static String parsed(List<ColumnComparison> key) {
        return IntStream.range(0, key.size())
                .mapToObj(i -> key.get(i).parse().target("unhex(k[" + (i + 1) + "])"))
                .collect(Collectors.joining(", "));
    }

    private static String listed(List<Difference> rows, Function<Difference, Stream<String>> texts) {
        return rows.stream()
                .map(row -> texts.apply(row).map(TargetRows::hexLiteral).collect(Collectors.joining(",", "[", "]")))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
