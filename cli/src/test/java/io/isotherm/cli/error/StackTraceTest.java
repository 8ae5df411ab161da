package io.isotherm.cli.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackTraceTest {
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

        assertThat(StackTrace.cause(trace))
                .isEqualTo("io.isotherm.job.config.ConfigException: the job cannot be started:"
                        + " - the registry does not answer");
    }

    @Test
    void traceWithoutACauseIsItsFirstLine() {
        assertThat(StackTrace.cause("java.lang.Error: no\n\tat x")).isEqualTo("java.lang.Error: no");
        assertThat(StackTrace.cause("")).isEqualTo("no reason given");
    }
}
