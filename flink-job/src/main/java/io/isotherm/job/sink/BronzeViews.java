package io.isotherm.job.sink;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.sink.TableCatalog.ExistingTable;
import io.isotherm.job.table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps beside each hot table its bronze views (all rows, and one by its key; beside a history all changes, and the rows of
 * past moments), and, if its partitions are archived, an empty cold table. Nothing here needs the object store: the archive
 * moves a cold table there before it fills it, and widens its columns itself.
 */
final class BronzeViews {
    private static final String COLD = "cold";
    private static final String BRONZE = "bronze";

    private static final int UNKNOWN_DATABASE = 81;

    /** Each time round, another writer has just changed the table; there are only so many writers. */
    private static final int ATTEMPTS = 20;

    private final TableCatalog catalog;
    private final String hotDatabase;

    BronzeViews(TableCatalog catalog, String hotDatabase) {
        this.catalog = catalog;
        this.hotDatabase = hotDatabase;
    }

    /** Where a hot table and what stands beside it are. */
    static List<String> databases(String hotDatabase) {
        return List.of(hotDatabase, COLD, BRONZE);
    }

    /**
     * Makes them fit the hot table as it is now. Rows of a wider type may be written once this has returned: until then
     * the view would squeeze them into the old type.
     */
    void follow(TargetTable table, TableSettings settings) {
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                if (isUpToDate(table, settings)) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            if (SinkFailures.classify(e).code() == UNKNOWN_DATABASE) {
                throw new SinkException(
                        "one of the databases cold, bronze and ops is missing; run the statements of"
                                + " clickhouse-docker/init as an administrator",
                        e);
            }
            throw e;
        }
        throw new SinkException(name(table, BRONZE) + " was replaced by somebody else " + ATTEMPTS
                + " times while it was made; is more than one job writing " + name(table, hotDatabase) + "?");
    }

    /** Replaces the view if it is not; the next look tells whether another writer was faster. */
    private boolean isUpToDate(TargetTable table, TableSettings settings) {
        ExistingTable hot = read(table, hotDatabase);
        Optional<ExistingTable> cold = cold(table, settings, hot);
        BronzeViewSql sql = new BronzeViewSql(table, hotDatabase, hot, cold);
        boolean upToDate = replace(table.name(), sql.create(BRONZE), sql.fingerprint());
        if (table.history()) {
            AsOfViewSql asOf = new AsOfViewSql(table, hot);
            upToDate &= replace(asOf.name(), asOf.create(BRONZE), asOf.fingerprint());
        } else {
            ByKeyViewSql byKey = new ByKeyViewSql(table, hotDatabase, hot, cold);
            upToDate &= replace(byKey.name(), byKey.create(BRONZE), byKey.fingerprint());
        }
        return upToDate;
    }

    /** @return whether the view is there already, with this fingerprint as its comment */
    private boolean replace(String name, String sql, String fingerprint) {
        boolean upToDate = catalog.read(BRONZE, name)
                .filter(view -> view.comment().equals(fingerprint))
                .isPresent();
        if (!upToDate) {
            catalog.execute(sql);
        }
        return upToDate;
    }

    /** The cold table with every column of the hot one; empty if the table is not archived and never was. */
    private Optional<ExistingTable> cold(TargetTable table, TableSettings settings, ExistingTable hot) {
        Optional<ExistingTable> existing = catalog.read(COLD, table.name());
        if (existing.isEmpty()) {
            if (!table.isArchived(settings)) {
                return existing;
            }
            catalog.execute("CREATE TABLE IF NOT EXISTS " + Sql.table(COLD, table.name()) + " AS "
                    + Sql.table(hotDatabase, table.name()));
            existing = Optional.of(read(table, COLD));
        }
        List<String> missing = missing(table, hot, existing.get());
        if (missing.isEmpty()) {
            return existing;
        }
        catalog.execute(new HotTableDdl(COLD).alter(table, missing));
        return Optional.of(read(table, COLD));
    }

    private static List<String> missing(TargetTable table, ExistingTable hot, ExistingTable cold) {
        List<String> missing = new ArrayList<>();
        String previous = null;
        for (Column column : table.shape().columns()) {
            if (hot.column(column.name()).isEmpty()) {
                continue;
            }
            if (cold.column(column.name()).isEmpty()) {
                missing.add(HotTableDdl.add(column, previous));
            }
            previous = column.name();
        }
        return missing;
    }

    private ExistingTable read(TargetTable table, String database) {
        return catalog.read(database, table.name())
                .orElseThrow(() -> new SinkException(name(table, database)
                        + " cannot be seen; if nobody has dropped it, grant the job's user SELECT on " + database
                        + ".*"));
    }

    private static String name(TargetTable table, String database) {
        return database + '.' + table.name();
    }
}
