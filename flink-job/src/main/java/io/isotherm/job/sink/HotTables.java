package io.isotherm.job.sink;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.OnSchemaChange;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.RowBlock;
import io.isotherm.job.sink.TableCatalog.ExistingColumn;
import io.isotherm.job.sink.TableCatalog.ExistingTable;
import io.isotherm.job.sink.TableCatalog.Name;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.HotColumns;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.ShapeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes hot tables, with what stands beside them, and lets them follow the source's schema. A table is looked at when
 * the first row of a shape comes, and again when the server has contradicted what is known of it.
 *
 * <p>Several subtasks may do the same at once: each statement can be repeated, and after it the table is read again.
 */
final class HotTables implements InsertPlans {
    private static final Logger LOG = LoggerFactory.getLogger(HotTables.class);

    private static final int UNKNOWN_SETTING = 115;

    private final TableCatalog catalog;
    private final TablesConfig tables;
    private final String database;
    private final HotTableDdl ddl;
    private final BronzeViews bronze;
    private final SchemaHistory history;
    private final Map<PlanKey, InsertPlan> plans = new ConcurrentHashMap<>();
    /** Tables that existed once while this job ran: if one is missing, somebody has dropped it. */
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** Shapes whose tables cannot hold them, and for which that is written down. */
    private final Set<PlanKey> refused = ConcurrentHashMap.newKeySet();

    private record PlanKey(ShapeRef shape, boolean history) {}

    HotTables(TableCatalog catalog, TablesConfig tables, String database) {
        this.catalog = catalog;
        this.tables = tables;
        this.database = database;
        this.ddl = new HotTableDdl(database);
        this.bronze = new BronzeViews(catalog, database);
        this.history = new SchemaHistory(catalog);
    }

    @Override
    public InsertPlan planFor(TargetTable table) {
        PlanKey key = new PlanKey(table.shape().ref(), table.history());
        InsertPlan known = plans.get(key);
        if (known != null) {
            return known;
        }
        TableSettings settings = settingsOf(table);
        try {
            InsertPlan plan = reconcileAsItIs(table, settings);
            plans.put(key, plan);
            refused.remove(key);
            return plan;
        } catch (SchemaIncompatibleException e) {
            // it is thrown for every batch, and told once
            if (e.refused().isPresent() && refused.add(key)) {
                history.record(table, e.refused().stream().toList(), "");
            }
            if (settings.onSchemaChange() == OnSchemaChange.FAIL) {
                throw new SinkException(e.getMessage(), e);
            }
            throw e;
        }
    }

    TableSettings settingsOf(TargetTable table) {
        return tables.settingsOf(table.source()).orElse(TableSettings.DEFAULTS);
    }

    /** A table that cannot hold the rows may have been put aside since it was read. */
    private InsertPlan reconcileAsItIs(TargetTable table, TableSettings settings) {
        try {
            return reconcile(table, settings);
        } catch (SchemaIncompatibleException e) {
            if (catalog.distrust(new Name(database, table.name()))) {
                return reconcile(table, settings);
            }
            throw e;
        }
    }

    private InsertPlan reconcile(TargetTable table, TableSettings settings) {
        refuseReservedNames(table.shape());
        ExistingTable existing = readOrCreate(table, settings);
        checkLayout(table, settings, existing);
        if (settings.onSchemaChange() != OnSchemaChange.IGNORE) {
            existing = evolve(table, settings, existing);
        }
        bronze.follow(table, settings);
        return plan(table, existing, Sql.table(database, table.name()));
    }

    /**
     * A plan like {@link #planFor}'s, into a copy of the table.
     *
     * @param copy database and table, quoted
     */
    InsertPlan planInto(String copy, TargetTable table) {
        planFor(table);
        ExistingTable existing = catalog.read(database, table.name())
                .orElseThrow(() -> new SinkException(name(table) + " was dropped while it was loaded"));
        return plan(table, existing, copy);
    }

    @Override
    public void invalidate(TargetTable table) {
        catalog.distrust();
        plans.values().removeIf(plan -> plan.table().name().equals(table.name()));
    }

    private String name(TargetTable table) {
        return database + '.' + table.name();
    }

    private void refuseReservedNames(RowShape shape) {
        for (Column column : shape.columns()) {
            if (HotColumns.isTaken(column.name())) {
                throw new SchemaIncompatibleException("column '" + column.name() + "' of "
                        + shape.table().topic() + " has a name that the hot table or ClickHouse needs itself;"
                        + " rename it in the source or list it under 'exclude' in tables.yaml");
            }
        }
    }

    private ExistingTable readOrCreate(TargetTable table, TableSettings settings) {
        Optional<ExistingTable> existing = catalog.read(database, table.name());
        if (existing.isEmpty()) {
            if (seen.contains(table.name())) {
                LOG.warn(
                        "{} was dropped while the job runs and is made again; it lacks all rows written before: run"
                                + " 'isotherm resync {}', which brings the present rows",
                        name(table),
                        table.source().qualifiedName());
            } else {
                LOG.info("Creating {}", name(table));
            }
            create(table, settings);
            existing = catalog.read(database, table.name());
        }
        seen.add(table.name());
        return existing.orElseThrow(() -> new SinkException(name(table)
                + " was created but cannot be seen; grant the job's user SELECT on " + database
                + ".* and on system.tables and system.columns"));
    }

    private void create(TargetTable table, TableSettings settings) {
        String statement = ddl.create(table, settings, true);
        history.record(table, List.of(SchemaChange.created(statement)), statement);
        try {
            catalog.execute(statement);
        } catch (RuntimeException e) {
            if (SinkFailures.classify(e).code() != UNKNOWN_SETTING) {
                throw SinkFailures.ofTable(name(table), e);
            }
            catalog.execute(ddl.create(table, settings, false));
        }
    }

    /** What rows of one key rely on to meet: engine, sorting key and partition. */
    private void checkLayout(TargetTable table, TableSettings settings, ExistingTable existing) {
        if (!existing.engine().endsWith("ReplacingMergeTree")) {
            throw new SinkException(name(table) + " has the engine " + existing.engine()
                    + ", not ReplacingMergeTree; rename it, the job will make its own");
        }
        PartitionKeys.problem(name(table), existing.partitionKey(), table, settings)
                .ifPresent(problem -> {
                    throw new SinkException(problem);
                });
        String expectedKey = String.join(",", table.sortingKey());
        if (!PartitionKeys.bare(existing.sortingKey()).equals(PartitionKeys.bare(expectedKey))) {
            throw new SchemaIncompatibleException(
                    "the primary key of " + table.source() + " is (" + String.join(",", table.primaryKey()) + ") but "
                            + name(table) + " is ordered by " + existing.sortingKey() + remedy(table),
                    SchemaChange.refused("", existing.sortingKey(), expectedKey));
        }
    }

    private ExistingTable evolve(TargetTable table, TableSettings settings, ExistingTable existing) {
        List<SchemaChange> changes =
                SchemaChange.between(existing, table.shape().columns());
        List<String> clauses = changes.stream()
                .map(SchemaChange::clause)
                .filter(clause -> !clause.isEmpty())
                .toList();
        if (clauses.isEmpty()) {
            history.record(table, changes, "");
            return existing;
        }
        if (settings.onSchemaChange() == OnSchemaChange.FAIL) {
            throw new SinkException("the schema of " + table.source() + " has changed and on_schema_change is"
                    + " 'fail'; " + name(table) + " would need: " + String.join(", ", clauses)
                    + ". Alter the table or set on_schema_change to evolve or ignore");
        }
        LOG.info("Altering {}: {}", name(table), clauses);
        String statement = ddl.alter(table, clauses);
        history.record(table, changes, statement);
        try {
            catalog.execute(statement);
        } catch (RuntimeException e) {
            throw SinkFailures.ofTable(name(table), e);
        }
        return catalog.read(database, table.name())
                .orElseThrow(() -> new SinkException(name(table) + " was dropped while it was altered"));
    }

    /** Without conversion if all types are the table's; else the server converts, exactly or with an error. */
    private InsertPlan plan(TargetTable table, ExistingTable existing, String into) {
        List<String> targets = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        List<String> structure = new ArrayList<>();
        List<String> narrowed = new ArrayList<>();
        boolean exact = true;
        for (Column column : table.shape().columns()) {
            String name = Sql.name(column.name());
            structure.add(name + ' ' + column.clickHouseType());
            Optional<ExistingColumn> old = existing.column(column.name());
            if (old.isEmpty()) {
                exact = false;
                continue;
            }
            exact &= TypeWidening.same(old.get().type(), column.clickHouseType());
            targets.add(name);
            if (isHeld(column, old.get())) {
                sources.add(name);
            } else if (TypeWidening.canTryNarrowing(
                    column.clickHouseType(), old.get().type())) {
                sources.add("accurateCast(" + name + ", " + Sql.text(old.get().type()) + ')');
                narrowed.add(mismatch(table, column, old.get()));
            } else {
                throw new SchemaIncompatibleException(
                        mismatch(table, column, old.get()) + remedy(table),
                        SchemaChange.refused(column.name(), old.get().type(), column.clickHouseType()));
            }
        }
        for (int i = 0; i < RowBlock.TRAILER_NAMES.size(); i++) {
            targets.add(RowBlock.TRAILER_NAMES.get(i));
            sources.add(RowBlock.TRAILER_NAMES.get(i));
            structure.add(RowBlock.TRAILER_NAMES.get(i) + ' ' + RowBlock.TRAILER_TYPES.get(i));
        }
        String target = into + " (" + String.join(", ", targets) + ')';
        if (!exact) {
            target += " SELECT " + String.join(", ", sources) + " FROM input(" + Sql.text(String.join(", ", structure))
                    + ')';
        }
        String narrowing = narrowed.isEmpty() ? "" : String.join(", ", narrowed) + remedy(table);
        return new InsertPlan(table, target, RowBlock.header(table.shape()), narrowing);
    }

    /** Whether the table has every value of the column as it is. */
    private static boolean isHeld(Column column, ExistingColumn existing) {
        return TypeWidening.union(existing.type(), column.clickHouseType())
                .filter(union -> TypeWidening.same(union, existing.type()))
                .isPresent();
    }

    private String mismatch(TargetTable table, Column column, ExistingColumn existing) {
        return "column '" + column.name() + "' of " + table.source() + " is " + column.clickHouseType() + " but "
                + name(table) + " has " + existing.type();
    }

    private static String remedy(TargetTable table) {
        return "; " + table.source().replacement();
    }
}
