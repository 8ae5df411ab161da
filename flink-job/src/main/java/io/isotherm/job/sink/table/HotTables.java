package io.isotherm.job.sink.table;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.OnSchemaChange;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.sink.table.ColumnBinding.Mode;
import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import io.isotherm.job.sink.table.TableCatalog.Name;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.HotColumns;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.ShapeRef;
import java.math.BigInteger;
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
public final class HotTables implements InsertPlans {
    private static final Logger LOG = LoggerFactory.getLogger(HotTables.class);

    private final TableCatalog catalog;
    private final TablesConfig tables;
    private final String database;
    private final HotTableDdl ddl;
    private final TableFollower views;
    private final SchemaHistory history;
    private final ColumnRenames renames;
    private final InsertPlanner planner;
    private final Map<PlanKey, InsertPlan> plans = new ConcurrentHashMap<>();
    /** Tables that existed once while this job ran: if one is missing, somebody has dropped it. */
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** Shapes whose tables cannot hold them, and for which that is written down. */
    private final Set<PlanKey> refused = ConcurrentHashMap.newKeySet();

    private record PlanKey(ShapeRef shape, TargetTable.Kind kind) {
        static PlanKey of(TargetTable table) {
            return new PlanKey(table.shape().ref(), table.kind());
        }
    }

    public HotTables(TableCatalog catalog, TablesConfig tables, String database, TableFollower views) {
        this.catalog = catalog;
        this.tables = tables;
        this.database = database;
        this.ddl = new HotTableDdl(database);
        this.views = views;
        this.history = new SchemaHistory(catalog);
        this.renames = new ColumnRenames(catalog, database, history);
        this.planner = new InsertPlanner(database);
    }

    @Override
    public InsertPlan planFor(TargetTable table, BigInteger newest) {
        PlanKey key = PlanKey.of(table);
        InsertPlan known = plans.get(key);
        if (known != null && known.isFor(newest)) {
            return known;
        }
        TableSettings settings = settingsOf(table);
        try {
            InsertPlan plan = reconcileAsItIs(table, settings, newest);
            plans.put(key, plan);
            refused.remove(key);
            return plan;
        } catch (SchemaIncompatibleException e) {
            recordRefused(table, e.refused());
            throw e;
        }
    }

    @Override
    public void refused(InsertPlan plan) {
        recordRefused(plan.table(), plan.narrowed());
    }

    /** Every batch is refused, or many rows are; that is told once. */
    private void recordRefused(TargetTable table, List<SchemaChange> changes) {
        if (!changes.isEmpty() && refused.add(PlanKey.of(table))) {
            history.record(table, changes, "");
        }
    }

    public TableSettings settingsOf(TargetTable table) {
        return tables.settingsOf(table.source()).orElse(TableSettings.DEFAULTS);
    }

    /** A table that cannot hold the rows may have been put aside since it was read. */
    private InsertPlan reconcileAsItIs(TargetTable table, TableSettings settings, BigInteger newest) {
        try {
            return reconcile(table, settings, newest);
        } catch (SchemaIncompatibleException e) {
            if (catalog.distrust(new Name(database, table.name()))) {
                return reconcile(table, settings, newest);
            }
            throw e;
        }
    }

    private InsertPlan reconcile(TargetTable table, TableSettings settings, BigInteger newest) {
        refuseReservedNames(table.shape());
        ExistingTable existing = readOrCreate(table, settings, newest);
        checkLayout(table, settings, existing);
        ColumnBinding binding = bind(table, existing, newest, mode(settings));
        if (binding.changesNames() || ColumnRenames.areUnderWay(existing)) {
            return catalog.alone(new Name(database, table.name()), () -> reconcileAlone(table, settings, newest));
        }
        return reconcile(table, settings, newest, existing, binding);
    }

    private InsertPlan reconcileAlone(TargetTable table, TableSettings settings, BigInteger newest) {
        forgetPlans(table);
        ExistingTable existing = renames.completed(table, reread(table, "looked at"));
        ColumnBinding binding = bind(table, existing, newest, mode(settings));
        if (!binding.renames().isEmpty()) {
            if (settings.onSchemaChange() == OnSchemaChange.FAIL) {
                throw SchemaIncompatibleException.forbidden(
                        table,
                        name(table),
                        ColumnRenames.clauses(binding.renames()),
                        binding.renames().stream()
                                .map(rename -> SchemaChange.forbidden(
                                        rename.to(),
                                        rename.from().name(),
                                        rename.from().type()))
                                .toList());
            }
            boolean arePossible = renames.arePossible(table, existing);
            if (arePossible) {
                renames.begin(table, binding.renames());
                existing = renames.completed(table, reread(table, "renamed"));
            }
            binding = bind(table, existing, newest, arePossible ? Mode.RENAME : Mode.ADD);
        }
        return reconcile(table, settings, newest, existing, binding);
    }

    private static ColumnBinding bind(TargetTable table, ExistingTable existing, BigInteger newest, Mode mode) {
        return ColumnBinding.of(existing, table.shape().columns(), newest, mode);
    }

    private InsertPlan reconcile(
            TargetTable table, TableSettings settings, BigInteger newest, ExistingTable found, ColumnBinding binding) {
        ExistingTable existing = settings.onSchemaChange() == OnSchemaChange.IGNORE
                ? found
                : evolve(table, settings, found, binding, newest);
        views.follow(table, settings);
        return planner.plan(table, existing, binding, Sql.table(database, table.name()));
    }

    private static Mode mode(TableSettings settings) {
        return settings.onSchemaChange() == OnSchemaChange.IGNORE ? Mode.KEEP : Mode.RENAME;
    }

    /**
     * A plan like {@link #planFor}'s, into a copy of the table.
     *
     * @param copy database and table, quoted
     */
    public InsertPlan planInto(String copy, TargetTable table) {
        planFor(table, BigInteger.ZERO);
        ExistingTable existing = reread(table, "loaded");
        return planner.plan(table, existing, bind(table, existing, BigInteger.ZERO, Mode.KEEP), copy);
    }

    @Override
    public void invalidate(TargetTable table) {
        catalog.distrust();
        forgetPlans(table);
    }

    private void forgetPlans(TargetTable table) {
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

    private ExistingTable reread(TargetTable table, String doing) {
        return catalog.read(database, table.name())
                .orElseThrow(() -> new SinkException(name(table) + " was dropped while it was " + doing));
    }

    private ExistingTable readOrCreate(TargetTable table, TableSettings settings, BigInteger newest) {
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
            create(table, settings, newest);
            existing = catalog.read(database, table.name());
        }
        seen.add(table.name());
        return existing.orElseThrow(() -> new SinkException(name(table)
                + " was created but cannot be seen; grant the job's user SELECT on " + database
                + ".* and on system.tables and system.columns"));
    }

    private void create(TargetTable table, TableSettings settings, BigInteger newest) {
        String statement = ddl.create(table, settings, newest, HotTableDdl.Settings.ALL);
        history.record(table, List.of(SchemaChange.created(statement)), statement);
        try {
            catalog.execute(statement);
        } catch (RuntimeException e) {
            if (!SinkFailures.classify(e).is(ClickHouseError.UNKNOWN_SETTING)) {
                throw SinkFailures.ofTable(name(table), e);
            }
            catalog.execute(ddl.create(table, settings, newest, HotTableDdl.Settings.OLD_SERVER));
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
                            + name(table) + " is ordered by " + existing.sortingKey() + InsertPlanner.remedy(table),
                    List.of(SchemaChange.refused("", existing.sortingKey(), expectedKey)));
        }
    }

    private ExistingTable evolve(
            TargetTable table,
            TableSettings settings,
            ExistingTable existing,
            ColumnBinding binding,
            BigInteger newest) {
        List<SchemaChange> changes = SchemaChange.between(existing, binding.columns(), newest);
        List<String> clauses = new ArrayList<>(changes.stream()
                .map(SchemaChange::clause)
                .filter(clause -> !clause.isEmpty())
                .toList());
        if (!clauses.isEmpty() && settings.onSchemaChange() == OnSchemaChange.FAIL) {
            throw SchemaIncompatibleException.forbidden(
                    table,
                    name(table),
                    clauses,
                    changes.stream()
                            .filter(change -> !change.clause().isEmpty())
                            .map(change -> SchemaChange.forbidden(change.column(), change.from(), change.to()))
                            .toList());
        }
        binding.comments().forEach((column, comment) -> clauses.add(HotTableDdl.comment(column, comment)));
        String statement = clauses.isEmpty() ? "" : ddl.alter(table, clauses);
        history.record(table, changes, statement);
        if (clauses.isEmpty()) {
            return existing;
        }
        LOG.info("Altering {}: {}", name(table), clauses);
        forgetPlans(table);
        try {
            catalog.execute(statement);
        } catch (RuntimeException e) {
            throw SinkFailures.ofTable(name(table), e);
        }
        return reread(table, "altered");
    }
}
