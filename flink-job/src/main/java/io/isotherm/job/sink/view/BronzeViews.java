package io.isotherm.job.sink.view;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.sink.table.ClickHouseError;
import io.isotherm.job.sink.table.HotTableDdl;
import io.isotherm.job.sink.table.SinkException;
import io.isotherm.job.sink.table.SinkFailures;
import io.isotherm.job.sink.table.Sql;
import io.isotherm.job.sink.table.TableCatalog;
import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import io.isotherm.job.sink.table.TableCatalog.Name;
import io.isotherm.job.sink.table.TableFollower;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps beside each hot table its bronze views (all rows, and one by its key; beside a history all changes, and the
 * rows of past moments), and, if its partitions are archived, an empty cold table. Nothing here needs the object store:
 * the archive moves a cold table there before it fills it, and widens its columns itself.
 */
public final class BronzeViews implements TableFollower {
    private static final String COLD = "cold";

    /** Each time round, another writer has just changed the table; there are only so many writers. */
    private static final int ATTEMPTS = 20;

    private final TableCatalog catalog;
    private final String hotDatabase;

    public BronzeViews(TableCatalog catalog, String hotDatabase) {
        this.catalog = catalog;
        this.hotDatabase = hotDatabase;
    }

    /** Where a hot table and what stands beside it are. */
    public static List<String> databases(String hotDatabase) {
        return List.of(hotDatabase, COLD, BronzeView.DATABASE);
    }

    /**
     * Makes them fit the hot table as it is now. Rows of a wider type may be written once this has returned: until then
     * the view would squeeze them into the old type.
     */
    @Override
    public void follow(TargetTable table, TableSettings settings) {
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                if (isUpToDate(table, settings)) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            if (SinkFailures.classify(e).is(ClickHouseError.UNKNOWN_DATABASE)) {
                throw new SinkException(
                        "one of the databases cold, bronze and ops is missing; run the statements of"
                                + " clickhouse-docker/init as an administrator",
                        e);
            }
            throw e;
        }
        throw new SinkException(
                name(table, BronzeView.DATABASE) + " was made " + ATTEMPTS + " times and is never what was"
                        + " made; is more than one job writing " + name(table, hotDatabase)
                        + ", or may the job's user not SELECT from " + COLD + ".* and " + BronzeView.DATABASE + ".*?");
    }

    /** Mends what does not fit yet; the next look tells whether another writer was faster. */
    private boolean isUpToDate(TargetTable table, TableSettings settings) {
        Name hotName = new Name(hotDatabase, table.name());
        Name coldName = new Name(COLD, table.name());
        Map<Name, ExistingTable> found = catalog.read(List.of(
                hotName,
                coldName,
                new Name(BronzeView.DATABASE, table.name()),
                new Name(BronzeView.DATABASE, secondView(table))));
        ExistingTable hot = found.get(hotName);
        if (hot == null) {
            throw new SinkException(name(table, hotDatabase)
                    + " cannot be seen; if nobody has dropped it, grant the job's user SELECT on " + hotDatabase
                    + ".*");
        }
        Optional<ExistingTable> cold = Optional.ofNullable(found.get(coldName));
        if (!isColdUpToDate(table, settings, hot, cold)) {
            return false;
        }
        boolean upToDate = true;
        for (BronzeView view : views(table, hot, cold)) {
            ExistingTable existing = found.get(new Name(BronzeView.DATABASE, view.name()));
            if (existing == null || !existing.comment().equals(view.comment())) {
                catalog.execute(view.create());
                upToDate = false;
            }
        }
        return upToDate;
    }

    private static String secondView(TargetTable table) {
        return switch (table.kind()) {
            case LATEST -> table.source().byKeyName();
            case HISTORY -> table.source().asOfName();
        };
    }

    private List<BronzeView> views(TargetTable table, ExistingTable hot, Optional<ExistingTable> cold) {
        return List.of(
                new BronzeViewSql(table, hotDatabase, hot, cold).view(),
                switch (table.kind()) {
                    case LATEST -> new ByKeyViewSql(table, hotDatabase, hot, cold).view();
                    case HISTORY -> new AsOfViewSql(table, hot).view();
                });
    }

    /** Whether it has every column of the hot one, or is not there because the table is not archived and never was. */
    private boolean isColdUpToDate(
            TargetTable table, TableSettings settings, ExistingTable hot, Optional<ExistingTable> cold) {
        if (cold.isEmpty()) {
            if (table.isArchived(settings)) {
                catalog.execute("CREATE TABLE IF NOT EXISTS " + Sql.table(COLD, table.name()) + " AS "
                        + Sql.table(hotDatabase, table.name()));
            }
            return !table.isArchived(settings);
        }
        List<String> missing = missing(table, hot, cold.get());
        if (!missing.isEmpty()) {
            catalog.execute(new HotTableDdl(COLD).alter(table, missing));
        }
        return missing.isEmpty();
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

    private static String name(TargetTable table, String database) {
        return database + '.' + table.name();
    }
}
