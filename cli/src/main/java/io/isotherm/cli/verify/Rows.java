package io.isotherm.cli.verify;

import java.util.ArrayList;
import java.util.List;

/** Rows of a running query as texts; NULL is null. Not thread-safe; valid only while the query is open. */
@FunctionalInterface
interface Rows {
    /** The next row, or null at the end. */
    List<String> next();

    default List<List<String>> all() {
        List<List<String>> all = new ArrayList<>();
        for (List<String> row = next(); row != null; row = next()) {
            all.add(row);
        }
        return all;
    }

    /** Takes the rows of a result while it is open. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Rows rows);
    }
}
