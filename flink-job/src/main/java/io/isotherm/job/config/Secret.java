package io.isotherm.job.config;

import java.io.Serializable;
import java.util.Objects;

/** A value that must not reach a log, a message or the Flink UI. */
public final class Secret implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String value;

    public Secret(String value) {
        this.value = Objects.requireNonNull(value);
    }

    /** The value itself; hand it to a client and nowhere else. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
