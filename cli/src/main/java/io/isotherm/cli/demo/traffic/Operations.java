package io.isotherm.cli.demo.traffic;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every operation by the name it has in {@code traffic.yaml}, sorted. */
final class Operations {
    static final SortedMap<String, Operation> BY_NAME = all();

    private Operations() {}

    private static SortedMap<String, Operation> all() {
        SortedMap<String, Operation> operations = new TreeMap<>();
        operations.putAll(OrderOperations.all());
        operations.putAll(CatalogOperations.all());
        operations.putAll(CustomerOperations.all());
        operations.putAll(ReviewOperations.all());
        operations.putAll(DeleteOperations.all());
        operations.putAll(KeyOperations.all());
        operations.putAll(TransactionOperations.all());
        return Collections.unmodifiableSortedMap(operations);
    }
}
