package io.isotherm.job.sink.view;

import io.isotherm.job.sink.table.Sql;
import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import io.isotherm.job.sink.table.TargetTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SQL of a view that finds one live row by its key: the row with the highest version among those of hot and cold,
 * unless it deletes. The parameters are the key's columns.
 *
 * <p>For a single key that needs neither FINAL nor {@code ops.archived_partitions}: whatever the archive is doing, and
 * whatever a replay has brought back, the newest row of the key is in hot or in cold. Hot is resolved first, for the
 * same reason as in {@link BronzeViewSql}.
 */
final class ByKeyViewSql {
    /** What ClickHouse takes for the name of a parameter. */
    private static final String PLAIN_NAME = "[A-Za-z_][A-Za-z0-9_]*";

    private final TargetTable table;
    private final String hotName;
    private final ViewColumns columns;
    private final Optional<ExistingTable> cold;

    ByKeyViewSql(TargetTable table, String hotDatabase, ExistingTable hot, Optional<ExistingTable> cold) {
        this.table = table;
        this.hotName = Sql.table(hotDatabase, table.name());
        this.columns = new ViewColumns(hot);
        this.cold = cold;
    }

    BronzeView view() {
        String call = String.join(" = ..., ", parameters()) + " = ...";
        return new BronzeView(
                table.source().byKeyName(), "One live row by its key: (" + call + ')', columns.types(), select());
    }

    private String select() {
        String rows =
                "    SELECT " + columns.ofHot(ViewColumns.Shown.CHANGES) + " FROM " + hotName + " WHERE " + isKey();
        if (cold.isPresent()) {
            rows += "\n    UNION ALL\n    SELECT " + columns.ofCold(cold.get(), ViewColumns.Shown.CHANGES) + " FROM "
                    + Sql.table("cold", table.name()) + " WHERE " + isKey();
        }
        return "SELECT " + columns.ofHot(ViewColumns.Shown.LIVE_ROWS) + "\nFROM (SELECT * FROM (\n" + rows
                + "\n) ORDER BY _version DESC LIMIT 1)\nWHERE " + ViewColumns.IS_DELETED + " = 0";
    }

    private String isKey() {
        List<String> key = table.primaryKey();
        List<String> parameters = parameters();
        return IntStream.range(0, key.size())
                .mapToObj(
                        i -> Sql.name(key.get(i)) + " = {" + parameters.get(i) + ':' + columns.typeOf(key.get(i)) + '}')
                .collect(Collectors.joining(" AND "));
    }

    /** The key's columns, or key_1 and so on if one of them is not a plain word. */
    private List<String> parameters() {
        List<String> key = table.primaryKey();
        if (key.stream().allMatch(column -> column.matches(PLAIN_NAME))) {
            return key;
        }
        return IntStream.rangeClosed(1, key.size()).mapToObj(i -> "key_" + i).toList();
    }
}
