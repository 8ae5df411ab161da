package io.isotherm.cli.pipeline;

import com.fasterxml.jackson.annotation.JsonValue;

/** What may be red. Each has a heading in {@code docs/operations.md} that says what to do. */
public enum Runbook {
    SERVICE("a-service-has-failed"),
    JOB("the-job-does-not-run"),
    CONNECTOR("a-connector-does-not-run"),
    HELD_BACK_LOG("postgres-holds-back-its-log"),
    NOT_APPLIED("tablesyaml-was-edited-and-not-applied"),
    TABLES("a-table-may-lack-rows"),
    DIFFERENCES("the-two-sides-differ"),
    DEAD_LETTERS("there-are-dead-letters"),
    DAILY_RUN("the-daily-run-has-failed");

    private static final String PAGE = "docs/operations.md";

    private final String anchor;

    Runbook(String anchor) {
        this.anchor = anchor;
    }

    /** Page and heading, as a link in the repository's root. */
    @JsonValue
    public String place() {
        return PAGE + '#' + anchor;
    }
}
