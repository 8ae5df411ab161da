package io.isotherm.job.sink.table;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What the server says of its tables, and the way to change them. Thread-safe. */
public interface TableCatalog {

    /**
     * A column as the server has it.
     *
     * @param key whether the sorting or the partition key depends on it, so that its type and name are fixed
     * @param defaultKind such as DEFAULT or MATERIALIZED; empty if it has none
     * @param defaultExpression empty if it has none
     * @param comment see {@link ColumnMark}
     */
    record ExistingColumn(
            String name, String type, boolean key, String defaultKind, String defaultExpression, String comment) {
        public ExistingColumn(String name, String type, boolean key) {
            this(name, type, key, "", "", "");
        }

        Optional<ColumnMark> mark() {
            return ColumnMark.of(comment);
        }
    }

    /**
     * @param sortingKey column names, comma-separated, as the server prints them
     * @param partitionKey expression as the server prints it, empty if there is none
     * @param comment of the table or view, empty if it has none
     */
    record ExistingTable(
            String engine, String sortingKey, String partitionKey, String comment, List<ExistingColumn> columns) {
        public Optional<ExistingColumn> column(String name) {
            return columns.stream().filter(column -> column.name().equals(name)).findFirst();
        }
    }

    record Name(String database, String table) {}

    /** Those of these tables and views that there are. */
    Map<Name, ExistingTable> read(Collection<Name> names);

    /** The table or view of this name in one of the server's databases; empty if there is none. */
    default Optional<ExistingTable> read(String database, String table) {
        Name name = new Name(database, table);
        return Optional.ofNullable(read(List.of(name)).get(name));
    }

    /** All tables and views of these databases. */
    Map<Name, ExistingTable> readAll(Collection<String> databases);

    void execute(String ddl);

    /** Ids of the job's own inserts into the table that are under way on the server. */
    default Set<String> inserting(String table) {
        return Set.of();
    }

    /**
     * Does the work while no other writer does any with the table, as far as the job's user has the rights for it.
     *
     * @throws TableBusyException if another one goes on with its own
     */
    default <T> T alone(Name name, Supplier<T> work) {
        return work.get();
    }

    /** Whether the job's user has the right to rename columns of the table, and to see its inserts. */
    default boolean mayRename(Name name) {
        return false;
    }

    /** Tells that the server has contradicted what was read. */
    default void distrust() {}

    /** Has a table read from the server next time; false if it was this time. */
    default boolean distrust(Name name) {
        return false;
    }
}
