package io.isotherm.job.sink.table;

import io.isotherm.job.config.TableSettings;

/** What has to fit a hot table, such as views of it. */
@FunctionalInterface
public interface TableFollower {
    /** Makes it fit the table as it is now; called before rows of a new form are written. */
    void follow(TargetTable table, TableSettings settings);
}
