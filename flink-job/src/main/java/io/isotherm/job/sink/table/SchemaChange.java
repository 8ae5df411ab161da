package io.isotherm.job.sink.table;

import io.isotherm.job.sink.table.TableCatalog.ExistingColumn;
import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.HotColumns;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a column of a hot table lacks to be the column of a shape.
 *
 * @param from type or name before, or the column that it followed
 * @param to type or name after, or the column that it follows
 * @param clause of an ALTER TABLE; empty if there is nothing to alter
 * @param doubtful whether rows that were written before may be different in the source by now. A column that is
 *     renamed, or dropped and made again, changes them all, as does one that comes with a value for each of them; the
 *     source writes nothing to its log for that
 */
public record SchemaChange(What what, String column, String from, String to, String clause, boolean doubtful) {

    /** As {@code ops.schema_history} calls it in small letters. */
    enum What {
        CREATE,
        ADD,
        MODIFY,
        /** The source's column has another name, and so has the table's. */
        RENAME,
        /** Columns follow one another otherwise: names were exchanged, or a column of that name was made anew. */
        ORDER,
        /** A column, or the key, has a type that no change of the table can give it: it has to be made anew. */
        REFUSE,
        /** The table could have it, and {@code on_schema_change} says that somebody has to decide. */
        FORBID
    }

    /** @param statement by which the table is made */
    static SchemaChange created(String statement) {
        return new SchemaChange(What.CREATE, "", "", "", statement, false);
    }

    /** @param clause that does it */
    static SchemaChange renamed(String from, String to, String clause) {
        return new SchemaChange(What.RENAME, from, from, to, clause, false);
    }

    /** @param column empty for the primary key, whose columns {@code from} and {@code to} are then */
    static SchemaChange refused(String column, String from, String to) {
        return new SchemaChange(What.REFUSE, column, from, to, "", false);
    }

    /**
     * @param column that the table would have then
     * @param from its type, or the column's name, before
     * @param to its type then
     */
    static SchemaChange forbidden(String column, String from, String to) {
        return new SchemaChange(What.FORBID, column, from, to, "", false);
    }

    /**
     * In the order of the shape's columns.
     *
     * @param shape under the names that the table has for its columns
     * @param newest version of the rows that need it
     */
    static List<SchemaChange> between(ExistingTable existing, List<Column> shape, BigInteger newest) {
        Set<String> names = new HashSet<>();
        shape.forEach(column -> names.add(column.name()));
        List<String> kept = existing.columns().stream()
                .map(ExistingColumn::name)
                .filter(names::contains)
                .toList();
        boolean anyGone = existing.columns().stream()
                .anyMatch(column -> !names.contains(column.name()) && !HotColumns.isTaken(column.name()));
        List<SchemaChange> changes = new ArrayList<>();
        String previous = null;
        String previousKept = "";
        int at = 0;
        for (Column column : shape) {
            Optional<ExistingColumn> old = existing.column(column.name());
            if (old.isEmpty()) {
                String clause = HotTableDdl.add(column, previous, newest);
                boolean doubtful = anyGone || column.lacksOldValues();
                changes.add(new SchemaChange(What.ADD, column.name(), "", column.clickHouseType(), clause, doubtful));
            } else {
                widened(column, old.get())
                        .ifPresent(type -> changes.add(new SchemaChange(
                                What.MODIFY,
                                column.name(),
                                old.get().type(),
                                type,
                                HotTableDdl.modify(column.name(), type),
                                false)));
                if (!kept.get(at).equals(column.name())) {
                    int place = kept.indexOf(column.name());
                    String followed = place == 0 ? "" : kept.get(place - 1);
                    changes.add(new SchemaChange(What.ORDER, column.name(), followed, previousKept, "", true));
                }
                previousKept = column.name();
                at++;
            }
            previous = column.name();
        }
        return changes;
    }

    /** The type the table's column has to get to hold the shape's values; empty if it need not or cannot change. */
    private static Optional<String> widened(Column column, ExistingColumn existing) {
        if (existing.key()) {
            return Optional.empty();
        }
        return TypeWidening.union(existing.type(), column.clickHouseType())
                .filter(type -> !TypeWidening.same(type, existing.type()));
    }
}
