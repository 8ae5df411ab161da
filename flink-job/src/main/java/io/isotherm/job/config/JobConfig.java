package io.isotherm.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * Everything the job needs to know, validated. Made by {@link JobConfigLoader} where the job is submitted, then shipped
 * to the task managers with the operators.
 *
 * @param latestStore how the latest state is laid out
 */
public record JobConfig(
        Kafka kafka,
        Registry registry,
        ClickHouse clickHouse,
        Sink sink,
        TablesConfig tables,
        Duration shuffleLinger,
        LatestStore latestStore)
        implements Serializable {

    /**
     * @param properties passed to every Kafka client, for example security settings
     * @param partitionDiscovery how often new topics and partitions are looked for
     */
    public record Kafka(
            String bootstrap,
            String group,
            String deadLetterTopic,
            Duration partitionDiscovery,
            StartFrom startFrom,
            Map<String, String> properties)
            implements Serializable {
        @Override
        public String toString() {
            return "Kafka[" + bootstrap + ", group=" + group + "]";
        }
    }

    /** Where a job without state begins. */
    public enum StartFrom {
        /** The oldest record there is: versions make the replay harmless, and the latest state is complete again. */
        EARLIEST,
        /** The group's committed offsets; fails if there are none. Unchanged TOASTed values can then be unknown. */
        COMMITTED
    }

    /** @param properties passed to the registry client, for example credentials */
    public record Registry(String url, Map<String, String> properties) implements Serializable {
        @Override
        public String toString() {
            return "Registry[" + url + "]";
        }
    }

    /**
     * @param url for example {@code http://127.0.0.1:8123}
     * @param database where the hot tables are
     * @param compress LZ4 on the way to the server; worth it only over a network
     */
    public record ClickHouse(String url, String user, Secret password, String database, boolean compress, Sync sync)
            implements Serializable {}

    /** When ClickHouse brings to its disk what it has acknowledged. */
    public enum Sync {
        /** Before each checkpoint completes: a power cut loses nothing that the checkpoint covers. */
        CHECKPOINT,
        /** When its operating system likes; for tables that other replicas have as well. */
        NONE
    }

    /**
     * Bounds of one insert; the first that is reached sends it.
     *
     * @param maxBatchRows rows of one table
     * @param maxBatchBytes RowBinary bytes of one table
     * @param maxBatchAge from the start of a table's insert to the start of its next; grows by itself while inserts are
     *     slow
     * @param maxInFlight inserts under way at once in one subtask
     */
    public record Sink(int maxBatchRows, int maxBatchBytes, Duration maxBatchAge, int maxInFlight)
            implements Serializable {}

    /** Layout of the latest state; a choice of memory against size, the result is the same. */
    public enum LatestStore {
        /** {@link #ARENA} on the heap state backend, {@link #MAP} on RocksDB. */
        AUTO,
        /** One byte array per bucket and table: fastest, all keys in memory. */
        ARENA,
        /** One state entry per key: for state larger than memory. */
        MAP
    }
}
