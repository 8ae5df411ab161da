package io.isotherm.job.config;

import java.io.Serializable;

/**
 * How a source is read.
 *
 * @param mode by what it is read
 * @param server where it is, or null if it is a database of the stack's Postgres
 */
public record SourceSettings(Mode mode, Server server) implements Serializable {
    /**
     * Another server than the stack's. Its password is in no file that describes the pipeline.
     *
     * @param database its name there
     * @param tls how the connection is secured
     * @param caFile absolute path of certificates that sign the server's, or null for those that the driver looks for
     */
    public record Server(String host, int port, String database, String user, Tls tls, String caFile)
            implements Serializable {}

    /** By what a source is read. */
    public enum Mode {
        STREAM,
        /** By queries alone: the source has no connector, slot or publication. */
        BATCH
    }

    /** As Postgres' own clients call it. */
    public enum Tls {
        DISABLE,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL;

        /** Value of {@code sslmode}. */
        public String sslMode() {
            return Choice.nameOf(this);
        }
    }

    static final SourceSettings STREAM = new SourceSettings(Mode.STREAM, null);

    public boolean isBatch() {
        return mode == Mode.BATCH;
    }
}
