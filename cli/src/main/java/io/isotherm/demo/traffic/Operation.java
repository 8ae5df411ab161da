package io.isotherm.demo.traffic;

import java.util.List;
import java.util.Map;

/**
 * One kind of transaction.
 *
 * @param weight how often it is drawn, relative to the others; 0 for one that only others use
 * @param takes the rows it draws, by the name of what they are drawn from, in this order
 * @param spares rows that a table must have beyond those to keep, by table; else the operation does nothing
 */
record Operation(double weight, Map<String, Amount> takes, Map<String, Amount> spares, List<Step> steps) {

    sealed interface Step permits Statement, Include, Control {}

    /**
     * @param as name under which later steps have the first column of the rows returned; null for a plain statement
     * @param times how often it is run, as statements of their own that count in {@code :n}
     */
    record Statement(NamedSql sql, String as, int times) implements Step {}

    /** Another operation, in the same transaction. */
    record Include(String operation) implements Step {}

    enum Control implements Step {
        SAVEPOINT,
        ROLLBACK_TO_SAVEPOINT,
        ROLLBACK
    }
}
