package io.isotherm.job.sink;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.OnSchemaChange;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.RowBlock;
import io.isotherm.job.sink.TableCatalog.ExistingColumn;
import io.isotherm.job.sink.TableCatalog.ExistingTable;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.ShapeRef;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes hot tables, with what stands beside them, and lets them follow the source's schema. A table is looked at when the first row of a shape comes,
 * and again when the server has contradicted what is known of it.
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
    private final Map<ShapeRef, InsertPlan> plans = new ConcurrentHashMap<>();
    /** Tables that existed once while this job ran: if one is missing, somebody has dropped it. */
    private final Set<TableId> seen = ConcurrentHashMap.newKeySet();

    HotTables(TableCatalog catalog, TablesConfig tables, String database) {
        this.catalog = catalog;
        this.tables = tables;
        this.database = database;
        this.ddl = new HotTableDdl(database);
        this.bronze = new BronzeViews(catalog, database);
    }

    @Override
    public InsertPlan planFor(RowShape shape) {
        InsertPlan known = plans.get(shape.ref());
        if (known != null) {
            return known;
        }
        TableSettings settings = tables.settingsOf(shape.table()).orElse(TableSettings.DEFAULTS);
        try {
            InsertPlan plan = reconcile(shape, settings);
            plans.put(shape.ref(), plan);
            return plan;
        } catch (SchemaIncompatibleException e) {
            if (settings.onSchemaChange() == OnSchemaChange.FAIL) {
                throw new SinkException(e.getMessage(), e);
            }
            throw e;
        }
    }

    private InsertPlan reconcile(RowShape shape, TableSettings settings) {
        refuseReservedNames(shape);
        ExistingTable table = readOrCreate(shape, settings);
        checkLayout(shape, settings, table);
        if (settings.onSchemaChange() != OnSchemaChange.IGNORE) {
            table = evolve(shape, settings, table);
        }
        bronze.follow(shape, settings);
        return plan(shape, table);
    }

    @Override
    public void invalidate(TableId table) {
        plans.values().removeIf(plan -> plan.table().equals(table));
    }

    private String name(RowShape shape) {
        return database + '.' + shape.table().targetName();
    }

    private void refuseReservedNames(RowShape shape) {
        for (Column column : shape.columns()) {
            if (HotTableDdl.RESERVED.contains(column.name())) {
                throw new SchemaIncompatibleException("column '" + column.name() + "' of "
                        + shape.table().topic() + " has a name that every hot table needs for itself;"
                        + " rename it in the source or list it under 'exclude' in tables.yaml");
            }
        }
    }

    private ExistingTable readOrCreate(RowShape shape, TableSettings settings) {
        Optional<ExistingTable> existing = catalog.read(database, shape.table());
        if (existing.isEmpty()) {
            if (seen.contains(shape.table())) {
                LOG.warn(
                        "{} was dropped while the job runs and is made again; it lacks all rows written before: run"
                                + " 'isotherm resync {}'",
                        name(shape),
                        shape.table().qualifiedName());
            } else {
                LOG.info("Creating {}", name(shape));
            }
            create(shape, settings);
            existing = catalog.read(database, shape.table());
        }
        seen.add(shape.table());
        return existing.orElseThrow(() -> new SinkException(name(shape)
                + " was created but cannot be seen; grant the job's user SELECT on " + database
                + ".* and on system.tables and system.columns"));
    }

    private void create(RowShape shape, TableSettings settings) {
        try {
            catalog.execute(ddl.create(shape, settings, true));
        } catch (RuntimeException e) {
            if (SinkFailures.classify(e).code() != UNKNOWN_SETTING) {
                throw e;
            }
            catalog.execute(ddl.create(shape, settings, false));
        }
    }

    /** What rows of one key rely on to meet: engine, sorting key and partition. */
    private void checkLayout(RowShape shape, TableSettings settings, ExistingTable table) {
        if (!table.engine().endsWith("ReplacingMergeTree")) {
            throw new SinkException(name(shape) + " has the engine " + table.engine()
                    + ", not ReplacingMergeTree; rename it, the job will make its own");
        }
        String expectedPartition = shape.isPartitioned() ? HotTableDdl.partitionKey(shape, settings) : "";
        if (!bare(table.partitionKey()).equals(bare(expectedPartition))) {
            throw new SinkException(name(shape) + " is partitioned by '" + table.partitionKey()
                    + "' but tables.yaml asks for '" + expectedPartition.replace("`", "")
                    + "'; undo the change of partition_by and partition, or drop the table and resync it");
        }
        String expectedKey = String.join(",", HotTableDdl.keyNames(shape));
        if (!bare(table.sortingKey()).equals(bare(expectedKey))) {
            throw new SchemaIncompatibleException("the primary key of "
                    + shape.table().topic() + " is (" + expectedKey + ") but " + name(shape) + " is ordered by "
                    + table.sortingKey() + "; rename the table and resync it");
        }
    }

    private static String bare(String expression) {
        String text = expression.replace("`", "").replace("\\", "").replace(" ", "");
        return text.startsWith("(") && text.endsWith(")") ? text.substring(1, text.length() - 1) : text;
    }

    private ExistingTable evolve(RowShape shape, TableSettings settings, ExistingTable table) {
        List<String> changes = new ArrayList<>();
        String previous = null;
        for (Column column : shape.columns()) {
            Optional<ExistingColumn> existing = table.column(column.name());
            if (existing.isEmpty()) {
                changes.add(HotTableDdl.add(column, previous));
            } else {
                widened(column, existing.get()).ifPresent(type -> changes.add(HotTableDdl.modify(column.name(), type)));
            }
            previous = column.name();
        }
        if (changes.isEmpty()) {
            return table;
        }
        if (settings.onSchemaChange() == OnSchemaChange.FAIL) {
            throw new SinkException("the schema of " + shape.table().topic() + " has changed and on_schema_change is"
                    + " 'fail'; " + name(shape) + " would need: " + String.join(", ", changes)
                    + ". Alter the table or set on_schema_change to evolve or ignore");
        }
        LOG.info("Altering {}: {}", name(shape), changes);
        catalog.execute(ddl.alter(shape, changes));
        return catalog.read(database, shape.table())
                .orElseThrow(() -> new SinkException(name(shape) + " was dropped while it was altered"));
    }

    /** The type the table's column has to get to hold the shape's values; empty if it need not or cannot change. */
    private static Optional<String> widened(Column column, ExistingColumn existing) {
        if (existing.key()) {
            return Optional.empty();
        }
        return TypeWidening.union(existing.type(), column.clickHouseType())
                .filter(type -> !TypeWidening.same(type, existing.type()));
    }

    /** Without conversion if all types are the table's; else the server converts, exactly or with an error. */
    private InsertPlan plan(RowShape shape, ExistingTable table) {
        List<String> targets = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        List<String> structure = new ArrayList<>();
        boolean exact = true;
        for (Column column : shape.columns()) {
            String name = Sql.name(column.name());
            structure.add(name + ' ' + column.clickHouseType());
            Optional<ExistingColumn> existing = table.column(column.name());
            if (existing.isEmpty()) {
                exact = false;
                continue;
            }
            exact &= TypeWidening.same(existing.get().type(), column.clickHouseType());
            targets.add(name);
            sources.add(conversion(shape, column, existing.get()));
        }
        for (int i = 0; i < RowBlock.TRAILER_NAMES.size(); i++) {
            targets.add(RowBlock.TRAILER_NAMES.get(i));
            sources.add(RowBlock.TRAILER_NAMES.get(i));
            structure.add(RowBlock.TRAILER_NAMES.get(i) + ' ' + RowBlock.TRAILER_TYPES.get(i));
        }
        String target = Sql.table(database, shape.table()) + " (" + String.join(", ", targets) + ')';
        if (!exact) {
            target += " SELECT " + String.join(", ", sources) + " FROM input(" + Sql.text(String.join(", ", structure))
                    + ')';
        }
        return new InsertPlan(shape.table(), target, RowBlock.header(shape));
    }

    private String conversion(RowShape shape, Column column, ExistingColumn existing) {
        String from = column.clickHouseType();
        String name = Sql.name(column.name());
        Optional<String> union = TypeWidening.union(existing.type(), from);
        if (union.isPresent() && TypeWidening.same(union.get(), existing.type())) {
            return name;
        }
        if (TypeWidening.canTryNarrowing(from, existing.type())) {
            return "accurateCast(" + name + ", " + Sql.text(existing.type()) + ')';
        }
        throw new SchemaIncompatibleException("column '" + column.name() + "' of "
                + shape.table().topic() + " is " + from + " but " + name(shape) + " has " + existing.type()
                + "; alter the table by hand, or rename it and resync");
    }
}
