package io.isotherm.cli.verify;

import io.isotherm.cli.CliException;
import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.job.table.TableId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Deletes rows that only ClickHouse has, as the job would: by a newer version of the row that says so. The next version after
 * that of the row is enough, and is older than anything Postgres may do with the key from now on: a later insert lies
 * behind in the write-ahead log, so it wins, whether it was seen here or not.
 */
final class SurplusRows {
    /** The part of a version below the position in the write-ahead log: this is the last of a position. */
    private static final String LAST_OF_ITS_POSITION = "bitOr(t.`_version`, toUInt128('281474976710655'))";

    private static final int KEYS_PER_STATEMENT = 1_000;

    /** What the pipeline keeps beside the columns of the source, where a delete has values of its own. */
    private static final Map<String, String> OF_A_DELETE =
            Map.of("_version", LAST_OF_ITS_POSITION, "_is_deleted", "1", "_ingested_at", "now64(3, 'UTC')");

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
     * @param differences of one comparison; those of other kinds are left alone
     * @return how many rows were deleted
     */
    int delete(TableId table, List<ColumnComparison> key, Collection<Difference> differences) {
        List<Difference> surplus = differences.stream()
                .filter(difference -> difference.kind() == Kind.EXTRA)
                .toList();
        for (int from = 0; from < surplus.size(); from += KEYS_PER_STATEMENT) {
            List<Difference> some = surplus.subList(from, Math.min(surplus.size(), from + KEYS_PER_STATEMENT));
            // first, because the row is read from where the second hides it
            if (!database.columns(HotTable.DATABASE, table.historyName()).isEmpty()) {
                database.execute(statement(table, table.historyName(), OF_A_DELETE_IN_HISTORY, key, some));
            }
            database.execute(statement(table, table.targetName(), OF_A_DELETE, key, some));
        }
        return surplus.size();
    }

    /** The row keeps its other values, for they say in which partition and on which day it is. */
    private String statement(
            TableId table,
            String into,
            Map<String, String> ofADelete,
            List<ColumnComparison> key,
            List<Difference> surplus) {
        String target = Sql.targetName(table.targetName());
        Collection<String> columns = database.columns(HotTable.DATABASE, into).keySet();
        Map<String, TargetColumn> shown = database.columns(HotTable.BRONZE, table.targetName());
        String selected = columns.stream()
                .map(column -> ofADelete.getOrDefault(column, "t." + Sql.targetName(column)))
                .collect(Collectors.joining(", "));
        if (shown.isEmpty()) {
            throw CliException.failed(
                    "there is no view bronze." + target + ", so nothing was deleted",
                    "./isotherm job restart makes the views; then run this again");
        }
        String wanted = surplus.stream()
                .map(row -> Stream.concat(row.key().values().stream(), Stream.of(row.version()))
                        .map(TargetRows::hexLiteral)
                        .collect(Collectors.joining(",", "[", "]")))
                .collect(Collectors.joining(",", "[", "]"));
        StringBuilder names = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < key.size(); i++) {
            names.append("t.").append(Sql.targetName(key.get(i).name())).append(", ");
            values.append(key.get(i).parse().target("unhex(k[" + (i + 1) + "])"))
                    .append(", ");
        }
        return "INSERT INTO " + HotTable.DATABASE + "." + Sql.targetName(into) + " ("
                + columns.stream().map(Sql::targetName).collect(Collectors.joining(", ")) + ") SELECT " + selected
                + " FROM " + HotTable.BRONZE + "." + target + " AS t WHERE (" + names
                + "toString(t.`_version`)) IN (SELECT "
                + values + "unhex(k[" + (key.size() + 1) + "]) FROM (SELECT arrayJoin(" + wanted + ") AS k))";
    }
}
