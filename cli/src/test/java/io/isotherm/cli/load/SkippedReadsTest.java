package io.isotherm.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.table.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class SkippedReadsTest {
    private static final List<String> LOG = List.of(
            "2026-11-28 09:00:05.744 INFO  [thread] Source - Incremental snapshot for table 'public.by_time' will end",
            "2026-11-28 09:00:05.744 ERROR [thread] Source - Snapshotting of table public.by_time failed. Skipping it",
            "org.postgresql.util.PSQLException: ERROR: operator does not exist",
            "\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2993)",
            "2026-11-28 09:00:06.000 INFO  [thread] Source - No table data to send");

    @Test
    void findsWhyATableWasLeftOut() {
        assertThat(SkippedReads.cause(LOG, new TableId("shop", "public", "by_time")))
                .contains("org.postgresql.util.PSQLException: ERROR: operator does not exist");
    }

    @Test
    void knowsNothingOfOtherTables() {
        assertThat(SkippedReads.cause(LOG, new TableId("shop", "public", "time")))
                .isEmpty();
    }
}
