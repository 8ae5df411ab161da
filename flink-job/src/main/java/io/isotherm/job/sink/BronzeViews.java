package io.isotherm.job.sink;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.Archive;
import io.isotherm.job.sink.TableCatalog.ExistingTable;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.RowShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps beside each hot table its bronze view and, if its partitions are archived, an empty cold table. Nothing here
 * needs the object store: the archive moves a cold table there before it fills it, and widens its columns itself.
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

    /**
     * Makes them fit the hot table as it is now. Rows of a wider type may be written once this has returned: until then
     * the view would squeeze them into the old type.
     */
    void follow(RowShape shape, TableSettings settings) {
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                if (isUpToDate(shape, settings)) {
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
        throw new SinkException(name(shape, BRONZE) + " was replaced by somebody else " + ATTEMPTS
                + " times while it was made; is more than one job writing " + name(shape, hotDatabase) + "?");
    }

    /** Replaces the view if it is not; the next look tells whether another writer was faster. */
    private boolean isUpToDate(RowShape shape, TableSettings settings) {
        ExistingTable hot = read(shape, hotDatabase);
        Optional<ExistingTable> cold = cold(shape, settings, hot);
        BronzeViewSql sql = new BronzeViewSql(shape, hotDatabase, hot, cold);
        boolean upToDate = catalog.read(BRONZE, shape.table())
                .filter(view -> view.comment().equals(sql.fingerprint()))
                .isPresent();
        if (!upToDate) {
            catalog.execute(sql.create(BRONZE));
        }
        return upToDate;
    }

    /** The cold table with every column of the hot one; empty if the table is not archived and never was. */
    private Optional<ExistingTable> cold(RowShape shape, TableSettings settings, ExistingTable hot) {
        Optional<ExistingTable> existing = catalog.read(COLD, shape.table());
        if (existing.isEmpty()) {
            if (!shape.isPartitioned() || settings.archive() != Archive.MOVE) {
                return existing;
            }
            catalog.execute("CREATE TABLE IF NOT EXISTS " + Sql.table(COLD, shape.table()) + " AS "
                    + Sql.table(hotDatabase, shape.table()));
            existing = Optional.of(read(shape, COLD));
        }
        List<String> missing = missing(shape, hot, existing.get());
        if (missing.isEmpty()) {
            return existing;
        }
        catalog.execute(new HotTableDdl(COLD).alter(shape, missing));
        return Optional.of(read(shape, COLD));
    }

    private static List<String> missing(RowShape shape, ExistingTable hot, ExistingTable cold) {
        List<String> missing = new ArrayList<>();
        String previous = null;
        for (Column column : shape.columns()) {
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

    private ExistingTable read(RowShape shape, String database) {
        return catalog.read(database, shape.table())
                .orElseThrow(() -> new SinkException(name(shape, database)
                        + " cannot be seen; if nobody has dropped it, grant the job's user SELECT on " + database
                        + ".*"));
    }

    private static String name(RowShape shape, String database) {
        return database + '.' + shape.table().targetName();
    }
}
