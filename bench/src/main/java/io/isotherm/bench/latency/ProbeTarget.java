package io.isotherm.bench.latency;

/** A way from Postgres to ClickHouse that runs by itself once started. */
interface ProbeTarget {
    String name();

    boolean isOurs();

    /** The ClickHouse database whose table is watched. */
    String database();

    /** Returns when the first changes have arrived. */
    void start() throws Exception;

    void stop();
}
