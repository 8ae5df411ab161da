package io.isotherm.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlinkClientTest {
    @Test
    void innermostCauseIsKeptWithAllItsLines() {
        String trace = """
                java.util.concurrent.CompletionException: wrapped
                \tat a.B.c(B.java:1)
                Caused by: io.isotherm.job.config.ConfigException: the job cannot be started:
                  - the registry does not answer
                \tat d.E.f(E.java:2)
                \t... 7 more
                """;

        assertThat(FlinkClient.cause(trace))
                .isEqualTo("io.isotherm.job.config.ConfigException: the job cannot be started:"
                        + " - the registry does not answer");
    }

    @Test
    void traceWithoutACauseIsItsFirstLine() {
        assertThat(FlinkClient.cause("java.lang.Error: no\n\tat x")).isEqualTo("java.lang.Error: no");
        assertThat(FlinkClient.cause("")).isEqualTo("no reason given");
    }
}
