package io.isotherm.job.config;

/**
 * The names by which job, command and connector find each other. They stand in running systems, so none may change:
 * another slot would read the source anew, another group the topics. {@code kafka-docker/connectors/source.json} has
 * those of the source a second time.
 */
public final class PipelineNames {
    /** The job in the Flink cluster. */
    public static final String JOB = "isotherm";

    /** The consumer group of the job where no other is configured. Its offsets are what ClickHouse has. */
    public static final String CONSUMER_GROUP = "isotherm";

    /** The dead-letter topic where no other is configured, and the one that {@code ./isotherm dlq} reads. */
    public static final String DEAD_LETTERS = "isotherm.dead-letters";

    /** A consumer group whose offsets say which dead letters were replayed. */
    public static final String SETTLED_DEAD_LETTERS = "isotherm.dead-letters.settled";

    /** The topic by which connectors are told what to read again. */
    public static final String SIGNALS = "isotherm.signals";

    /** The header by which a connector gives records an epoch, once the source's WAL positions have begun anew. */
    public static final String EPOCH_HEADER = "isotherm.epoch";

    private PipelineNames() {}

    /** The connector that reads a source's database. */
    public static String connector(String database) {
        return "isotherm-" + database;
    }

    /** The replication slot of that connector. */
    public static String slot(String database) {
        return "isotherm_" + database;
    }

    /** The publication with the replicated tables of a database. */
    public static String publication(String database) {
        return "isotherm_" + database;
    }
}
