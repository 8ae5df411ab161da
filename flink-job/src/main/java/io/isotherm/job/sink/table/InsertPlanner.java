package io.isotherm.job.sink.table;

import io.isotherm.job.model.RowBlock;
import io.isotherm.job.sink.table.TableCatalog.ExistingColumn;
import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import io.isotherm.job.table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the insert of a shape's rows into a table as it is now. */
final class InsertPlanner {
    private final String database;

    InsertPlanner(String database) {
        this.database = database;
    }

    /** Without conversion if all types are the table's; else the server converts, exactly or with an error. */
    InsertPlan plan(TargetTable table, ExistingTable existing, ColumnBinding binding, String into) {
        List<String> targets = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        List<String> structure = new ArrayList<>();
        List<String> mismatches = new ArrayList<>();
        List<SchemaChange> narrowed = new ArrayList<>();
        boolean exact = true;
        for (Column column : table.shape().columns()) {
            String name = Sql.name(column.name());
            structure.add(name + ' ' + column.clickHouseType());
            String target = binding.target(column);
            Optional<ExistingColumn> old = target == null ? Optional.empty() : existing.column(target);
            if (old.isEmpty()) {
                exact = false;
                continue;
            }
            exact &= TypeWidening.same(old.get().type(), column.clickHouseType()) && target.equals(column.name());
            targets.add(Sql.name(target));
            if (isHeld(column, old.get())) {
                sources.add(name);
            } else if (TypeWidening.canTryNarrowing(
                    column.clickHouseType(), old.get().type())) {
                sources.add("accurateCast(" + name + ", " + Sql.text(old.get().type()) + ')');
                mismatches.add(mismatch(table, column, old.get()));
                narrowed.add(refused(column, old.get()));
            } else {
                throw new SchemaIncompatibleException(
                        mismatch(table, column, old.get()) + remedy(table), List.of(refused(column, old.get())));
            }
        }
        for (int i = 0; i < RowBlock.TRAILER_NAMES.size(); i++) {
            targets.add(RowBlock.TRAILER_NAMES.get(i));
            sources.add(RowBlock.TRAILER_NAMES.get(i));
            structure.add(RowBlock.TRAILER_NAMES.get(i) + ' ' + RowBlock.TRAILER_TYPES.get(i));
        }
        String statement = into + " (" + String.join(", ", targets) + ')';
        if (!exact) {
            statement += " SELECT " + String.join(", ", sources) + " FROM input("
                    + Sql.text(String.join(", ", structure)) + ')';
        }
        String narrowing = mismatches.isEmpty() ? "" : String.join(", ", mismatches) + remedy(table);
        return new InsertPlan(
                table, statement, RowBlock.header(table.shape()), narrowing, List.copyOf(narrowed), binding.until());
    }

    private static SchemaChange refused(Column column, ExistingColumn existing) {
        return SchemaChange.refused(column.name(), existing.type(), column.clickHouseType());
    }

    /** Whether the table has every value of the column as it is. */
    private static boolean isHeld(Column column, ExistingColumn existing) {
        return TypeWidening.union(existing.type(), column.clickHouseType())
                .filter(union -> TypeWidening.same(union, existing.type()))
                .isPresent();
    }

    private String mismatch(TargetTable table, Column column, ExistingColumn existing) {
        return "column '" + column.name() + "' of " + table.source() + " is " + column.clickHouseType() + " but "
                + database + '.' + table.name() + " has " + existing.type();
    }

    static String remedy(TargetTable table) {
        return "; " + table.source().replacement();
    }
}
