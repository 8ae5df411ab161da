package io.isotherm.cli.verify;

import io.isotherm.job.config.TablesConfig;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What to compare, and how patiently.
 *
 * @param table only this table, {@code schema.table} or a table of schema {@code public}
 * @param day only rows whose {@code partition_by} column is on this day in UTC
 * @param limit differences named per table; the rest is counted
 * @param timeout per table, for looking again at keys that differ
 * @param showValues whether differences carry the values, which may be personal data
 */
public record VerifyRequest(
        String database,
        TablesConfig config,
        Optional<String> table,
        Optional<LocalDate> day,
        int limit,
        Duration timeout,
        boolean showValues) {
    public static final int DEFAULT_LIMIT = 20;
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

    /** All tables, all rows, no values. */
    public static VerifyRequest all(String database, TablesConfig config) {
        return new VerifyRequest(
                database, config, Optional.empty(), Optional.empty(), DEFAULT_LIMIT, DEFAULT_TIMEOUT, false);
    }
}
