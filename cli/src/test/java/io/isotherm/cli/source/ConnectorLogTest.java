package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectorLogTest {
    private static final String INFO =
            "2026-11-29 15:09:21.000 INFO  [task-thread-isotherm-shop-0] BaseSourceTask - started";
    private static final String FAILURE = "2026-11-29 15:09:20.468 ERROR"
            + " [debezium-postgresconnector-shop-change-event-source-coordinator] ErrorHandler - Producer failure";

    private static final List<String> TRACE = List.of(
            "org.apache.kafka.connect.errors.ConnectException: Error while processing event at offset {lsn=1}",
            "\tat io.debezium.pipeline.EventDispatcher.dispatchDataChangeEvent(EventDispatcher.java:354)",
            "Caused by: org.postgresql.util.PSQLException: Conversion of interval failed",
            "\tat org.postgresql.util.PGInterval.setValue(PGInterval.java:177)",
            "\t... 12 more");

    @Test
    void theLastErrorIsNamedByItsInnermostCause() {
        assertThat(ConnectorLog.lastError(
                        List.of(
                                INFO,
                                FAILURE,
                                TRACE.get(0),
                                TRACE.get(1),
                                TRACE.get(2),
                                TRACE.get(3),
                                TRACE.get(4),
                                INFO),
                        "shop"))
                .hasValue("org.postgresql.util.PSQLException: Conversion of interval failed");
    }

    @Test
    void anErrorWithoutATraceIsItsMessage() {
        assertThat(ConnectorLog.lastError(
                        List.of(
                                "2026-11-29 15:09:20.468 ERROR [task-thread-isotherm-shop-0] Task - no connection",
                                INFO),
                        "shop"))
                .hasValue("no connection");
    }

    @Test
    void thoseOfOthersAndWarningsAreNone() {
        assertThat(ConnectorLog.lastError(List.of(FAILURE, INFO, INFO.replace("INFO ", "WARN ")), "warehouse"))
                .isEmpty();
        assertThat(ConnectorLog.lastError(List.of(), "shop")).isEmpty();
    }
}
