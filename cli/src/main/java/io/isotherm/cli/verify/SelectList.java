package io.isotherm.cli.verify;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Further columns of a SELECT, numbered, each with the comma before it; the same in both dialects. */
final class SelectList {
    private SelectList() {}

    static String selected(
            List<ColumnComparison> columns, Function<ColumnComparison, String> expression, String alias) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> ", " + expression.apply(columns.get(i)) + " AS " + alias + i)
                .collect(Collectors.joining());
    }

    static String names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> ", " + prefix + i).collect(Collectors.joining());
    }
}
