package io.isotherm.job.sink.table;

import io.isotherm.job.sink.table.ColumnBinding.Rename;
import io.isotherm.job.sink.table.TableCatalog.ExistingColumn;
import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import io.isotherm.job.sink.table.TableCatalog.Name;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renames columns of hot tables while all writers go on. An insert that is under way when ClickHouse renames a column
 * writes a part with the old name, and nothing ever reads those values again. So a column is closed first: it becomes
 * MATERIALIZED, which keeps its values, and into which ClickHouse refuses to insert. When the inserts that began before
 * have ended, it is renamed and opened again.
 *
 * <p>The column's comment tells its new name from the start. Whoever finds a closed column completes what a writer that
 * has ended has begun. Only one writer at a time does any of this ({@link TableCatalog#alone}).
 */
final class ColumnRenames {
    private static final Logger LOG = LoggerFactory.getLogger(ColumnRenames.class);

    private static final String CLOSED = "MATERIALIZED";
    private static final String EMPTY = "defaultValueOfTypeName(";
    private static final String COLD = "cold";
    private static final String ENGINE = "ReplacingMergeTree";

    private static final long POLL_MILLIS = 10;

    private final TableCatalog catalog;
    private final String database;
    private final SchemaHistory history;

    ColumnRenames(TableCatalog catalog, String database, SchemaHistory history) {
        this.catalog = catalog;
        this.database = database;
        this.history = history;
    }

    /**
     * Whether columns of the table can be renamed. Inserts into another replica are not seen here, and cold keeps the
     * names that it has.
     */
    boolean arePossible(TargetTable table, ExistingTable existing) {
        if (!existing.engine().equals(ENGINE)
                || catalog.read(COLD, table.name()).isPresent()) {
            return false;
        }
        boolean may = catalog.mayRename(new Name(database, table.name()));
        if (!may) {
            LOG.error(
                    "A column of {} has another name in the source and gets a second column here; grant the job's user"
                            + " ALTER RENAME COLUMN ON {}.* and SELECT ON system.processes",
                    table,
                    database);
        }
        return may;
    }

    /** What has to be done, as SQL. */
    static List<String> clauses(List<Rename> renames) {
        return renames.stream()
                .map(rename -> renaming(rename.from().name(), rename.to()))
                .toList();
    }

    /** Closes the columns; {@link #completed} does the rest. */
    void begin(TargetTable table, List<Rename> renames) {
        List<SchemaChange> changes = new ArrayList<>();
        List<String> closing = new ArrayList<>();
        for (Rename rename : renames) {
            ExistingColumn column = rename.from();
            changes.add(SchemaChange.renamed(column.name(), rename.to(), renaming(column.name(), rename.to())));
            String value = column.defaultExpression().isEmpty() ? emptyOf(column) : column.defaultExpression();
            closing.add("MODIFY COLUMN " + Sql.name(column.name()) + ' ' + CLOSED + ' ' + value + " COMMENT "
                    + Sql.text(rename.mark().comment()));
        }
        List<String> clauses = clauses(renames);
        LOG.info("Altering {}: {}", table, clauses);
        history.record(table, changes, alter(table, clauses));
        catalog.execute(alter(table, closing));
    }

    /** Whether a column is closed, and somebody has to go on. */
    static boolean areUnderWay(ExistingTable existing) {
        return existing.columns().stream().anyMatch(ColumnRenames::isClosed);
    }

    /** The table without closed columns. */
    ExistingTable completed(TargetTable table, ExistingTable found) {
        ExistingTable existing = found;
        boolean waited = false;
        while (true) {
            List<ExistingColumn> closed =
                    existing.columns().stream().filter(ColumnRenames::isClosed).toList();
            if (closed.isEmpty()) {
                return existing;
            }
            Optional<ExistingColumn> next = nextToRename(closed, existing);
            if (next.isPresent()) {
                if (!waited) {
                    awaitInserts(table);
                    waited = true;
                }
                catalog.execute(alter(table, List.of(renaming(next.get().name(), nameOf(next.get())))));
            } else {
                catalog.execute(
                        alter(table, closed.stream().map(ColumnRenames::opening).toList()));
            }
            existing = catalog.read(database, table.name())
                    .orElseThrow(() -> new TableBusyException(table + " was dropped while a column was renamed"));
        }
    }

    private static boolean isClosed(ExistingColumn column) {
        return column.defaultKind().equals(CLOSED) && column.mark().isPresent();
    }

    private static String nameOf(ExistingColumn column) {
        return column.mark().map(ColumnMark::name).orElse(column.name());
    }

    private static Optional<ExistingColumn> nextToRename(List<ExistingColumn> closed, ExistingTable existing) {
        return closed.stream()
                .filter(column -> existing.column(nameOf(column)).isEmpty())
                .findFirst();
    }

    private static String opening(ExistingColumn column) {
        String modify = "MODIFY COLUMN " + Sql.name(column.name());
        return column.defaultExpression().startsWith(EMPTY)
                ? modify + " REMOVE " + CLOSED
                : modify + " DEFAULT " + column.defaultExpression();
    }

    /** What rows show that were written without the column, if it has no default. */
    private static String emptyOf(ExistingColumn column) {
        return EMPTY + Sql.text(column.type()) + ')';
    }

    private static String renaming(String from, String to) {
        return "RENAME COLUMN " + Sql.name(from) + " TO " + Sql.name(to);
    }

    private String alter(TargetTable table, List<String> clauses) {
        return new HotTableDdl(database).alter(table, clauses);
    }

    private void awaitInserts(TargetTable table) {
        Set<String> begun = new HashSet<>(catalog.inserting(table.name()));
        while (!begun.isEmpty()) {
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a column of " + table + " was renamed", e);
            }
            begun.retainAll(catalog.inserting(table.name()));
        }
    }
}
