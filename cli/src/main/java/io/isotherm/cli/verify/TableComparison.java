package io.isotherm.cli.verify;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How one table is compared.
 *
 * @param columns every compared column, the key's included, in the source table's order
 * @param key the key's columns in key order
 * @param filter restricts the rows, to those of a day or to a range of keys
 * @param showValues whether lookups return the values beside their hashes
 */
record TableComparison(
        ReplicatedTable table,
        List<ColumnComparison> columns,
        List<ColumnComparison> key,
        Optional<RowFilter> filter,
        boolean showValues) {

    /** Rows fall into this many buckets by the first three hexadecimal digits of their key's hash. */
    static final int BUCKETS = 4096;

    List<String> columnNames() {
        return columns.stream().map(ColumnComparison::name).toList();
    }

    List<String> keyNames() {
        return key.stream().map(ColumnComparison::name).toList();
    }

    /** What the comparison does not say, one sentence per column. */
    List<String> reservations() {
        Stream<String> ofColumns = columns.stream()
                .filter(column -> column.reservation().isPresent())
                .map(column -> column.name() + ": " + column.reservation().get());
        Stream<String> generated = table.generated().stream()
                .map(column -> column + ": is generated, so Postgres does not send it; not compared");
        return Stream.concat(ofColumns, generated).toList();
    }
}
