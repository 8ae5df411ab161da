package io.isotherm.job.sink.view;

import io.isotherm.job.sink.table.Sql;
import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.sink.view.ViewColumns.Shown;
import java.util.Optional;

/**
 * The SQL of a bronze view: every live row of hot and cold once, or every change if it is that of a history.
 *
 * <p>{@code ops.archived_partitions} says which partitions are released, that is read from cold, and the highest
 * version that cold may hold. Cold has one row per key and partition, so it is read without FINAL. Hot rows in a
 * released partition are late changes, and their keys are left out of cold: a late change is newer than all of cold.
 * Only rows that are not, such as those of a replay or those still to be removed after a release, are compared with
 * cold by version; normally there are none, and that branch of the view reads nothing. In a history rows of one key and
 * version are equal wherever they are, so there is nothing to compare.
 *
 * <p>The first table that a query resolves is hot, the last is cold, and a query sees every table as it was when it was
 * resolved. The archive works in the opposite order (fill cold, release, remove from hot), so no query misses a row.
 */
final class BronzeViewSql {
    private static final String IS_DELETED = ViewColumns.IS_DELETED;

    private final TargetTable table;
    private final String hotName;
    private final ViewColumns columns;
    private final Shown shown;
    private final Optional<ExistingTable> cold;

    BronzeViewSql(TargetTable table, String hotDatabase, ExistingTable hot, Optional<ExistingTable> cold) {
        this.table = table;
        this.hotName = Sql.table(hotDatabase, table.name());
        this.columns = new ViewColumns(hot);
        this.shown = switch (table.kind()) {
            case LATEST -> Shown.LIVE_ROWS;
            case HISTORY -> Shown.CHANGES;
        };
        this.cold = cold;
    }

    BronzeView view() {
        String rows =
                switch (shown) {
                    case LIVE_ROWS -> "Live rows";
                    case CHANGES -> "Every change";
                };
        return new BronzeView(table.name(), rows + " of hot and cold", columns.types(), select());
    }

    private String select() {
        if (shown == Shown.CHANGES) {
            String changes = "SELECT " + columns.ofHot(shown) + " FROM " + hotName + " FINAL";
            return cold.map(coldTable -> changes + "\nUNION ALL\n" + archived(coldTable))
                    .orElse(changes);
        }
        String live = "SELECT " + columns.ofHot(Shown.LIVE_ROWS) + " FROM " + hotName + " FINAL\nWHERE " + IS_DELETED
                + " = 0";
        return cold.map(coldTable -> live + withArchive(coldTable)).orElse(live);
    }

    /**
     * The released rows of cold without those whose key hot has in a released partition. A join and not NOT IN, so that
     * a condition on the key reaches hot's rows as well: a lookup then reads a few of them, and not all of them into a
     * set.
     */
    private String archived(ExistingTable coldTable) {
        String live = shown == Shown.CHANGES ? "" : IS_DELETED + " = 0 AND ";
        return "SELECT " + columns.ofHot(shown) + " FROM (SELECT "
                + columns.ofCold(coldTable, shown)
                + " FROM " + Sql.table("cold", table.name()) + " WHERE " + live + released() + ") AS archived\n"
                + "LEFT ANTI JOIN (" + late() + ") AS late USING (" + key() + ")";
    }

    private String late() {
        return "SELECT " + key() + " FROM " + hotName + " WHERE " + released();
    }

    private String key() {
        return TargetTable.names(table.sortingKey());
    }

    private String ofThisTable() {
        return "`table` = " + Sql.text(table.name());
    }

    private String released() {
        return "_partition_id IN (SELECT partition_id FROM ops.archived_partitions WHERE released AND " + ofThisTable()
                + ")";
    }

    private String withArchive(ExistingTable coldTable) {
        String coldName = Sql.table("cold", table.name());
        String released = released();
        String archivedVersion = "(SELECT max(max_version) FROM ops.archived_partitions WHERE " + ofThisTable() + ")";
        String key = key();
        String old = late() + " AND _version <= " + archivedVersion;
        String anyOld = "ifNull((SELECT min(_version) FROM " + hotName + " WHERE " + released + ") <= "
                + archivedVersion + ", false)";
        String compared = " WHERE " + anyOld + " AND " + released + " AND (" + key + ") IN (" + old + ")";
        return " AND (NOT " + released + " OR NOT " + anyOld + " OR (" + key + ") NOT IN (" + old + "))\n"
                + "UNION ALL\n" + archived(coldTable) + "\nUNION ALL\n"
                + "SELECT " + columns.ofHot(Shown.LIVE_ROWS) + " FROM (SELECT * FROM (\n"
                + "    SELECT " + columns.ofHot(Shown.CHANGES) + " FROM " + hotName + compared + "\n"
                + "    UNION ALL\n"
                + "    SELECT " + columns.ofCold(coldTable, Shown.CHANGES) + " FROM " + coldName + compared + "\n"
                + ") ORDER BY _version DESC LIMIT 1 BY " + key + ")\nWHERE " + IS_DELETED + " = 0";
    }
}
