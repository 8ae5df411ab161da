package io.isotherm.job.config;

import java.io.Serializable;

/**
 * How a source is read.
 *
 * @param isBatch whether it is read by queries alone, so that it has no connector, slot or publication
 * @param server where it is, or null if it is a database of the stack's Postgres
 */
public record SourceSettings(boolean isBatch, Server server) implements Serializable {
    /**
     * Another server than the stack's. Its password is in no file that describes the pipeline.
     *
     * @param database its name there
     * @param tls how the connection is secured
     * @param caFile absolute path of certificates that sign the server's, or null for those that the driver looks for
     */
    public record Server(String host, int port, String database, String user, Tls tls, String caFile)
            implements Serializable {}

    /** As Postgres' own clients call it. */
    public enum Tls {
        DISABLE("disable"),
        REQUIRE("require"),
        VERIFY_CA("verify-ca"),
        VERIFY_FULL("verify-full");

        private final String sslMode;

        Tls(String sslMode) {
            this.sslMode = sslMode;
        }

        /** Value of {@code sslmode}. */
        public String sslMode() {
            return sslMode;
        }
    }

    static final SourceSettings STREAM = new SourceSettings(false, null);
}
