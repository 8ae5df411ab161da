package io.isotherm.cli.verify;

import java.util.List;
import java.util.Map;

/** Restricts a comparison to some rows, the same ones on both sides. */
interface RowFilter {
    /** Condition on the alias {@code t} in Postgres, with a parameter for each of {@link #sourceParameters()}. */
    String sourceCondition();

    List<String> sourceParameters();

    /**
     * The same in ClickHouse, with {@link #targetParameters()} by their names.
     *
     * @param columns the hot table's columns by name
     */
    String targetCondition(Map<String, TargetColumn> columns);

    Map<String, Object> targetParameters();
}
