package io.isotherm.cli.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What to read of a table.
 *
 * @param fullRefresh all rows; what the source does not have is deleted, and readers see all of it at once
 * @param deletes whether keys that the source does not have are looked for
 * @param since rows whose watermark is at least this, instead of those since the last run
 * @param epoch of the source's positions, or null for that of the rows which are there
 * @param patience for another sync of a table to end
 */
public record SyncRequest(
        boolean fullRefresh, boolean deletes, Optional<Instant> since, Integer epoch, Duration patience) {}
