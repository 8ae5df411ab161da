package io.isotherm.bench.latency;

import java.util.List;

/** A way from Postgres to ClickHouse that runs by itself once started. */
interface ProbeTarget {
    String name();

    boolean isOurs();

    /** The ClickHouse database whose table is watched. */
    String database();

    /** Returns when the first changes have arrived. */
    void start() throws Exception;

    /** Moments, as wall clock in milliseconds, when it did something that may delay changes. */
    default List<Long> checkpoints() {
        return List.of();
    }

    void stop();
}
