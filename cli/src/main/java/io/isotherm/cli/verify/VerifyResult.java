package io.isotherm.cli.verify;

import io.isotherm.cli.verify.TableResult.Status;
import java.util.List;

/** What a verification found, table by table in the order of their names. */
public record VerifyResult(List<TableResult> tables) {

    /** Every table was compared and is equal. */
    public boolean isEqual() {
        return tables.stream().allMatch(table -> table.status() == Status.EQUAL);
    }

    /**
     * 0 if everything is equal, 1 if a difference is confirmed, 2 if none is but equality is not shown either: keys
     * that kept changing until the time was over, a pipeline that stands still, or a table that cannot be compared.
     */
    public int exitCode() {
        if (tables.stream().anyMatch(table -> table.status() == Status.DIFFERENT)) {
            return 1;
        }
        return isEqual() ? 0 : 2;
    }
}
