package io.isotherm.job.latest;

import io.isotherm.job.config.JobConfig.LatestStore;
import java.util.function.IntConsumer;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * The keyed state of the operator, in one of two layouts. State names and serializers are final from the first release.
 *
 * <p>A savepoint of one layout cannot be restored into the other: the states have different names, so a job that is
 * started that way is refused by Flink unless {@code --allowNonRestoredState} is given. A conversion would read the one
 * and write the other through {@link LatestBucket}; entries have the same bytes in both.
 */
interface LatestState {

    /** State of the operator's current key. */
    LatestBucket current(int bucketKey) throws Exception;

    /** Hands the bucket back after its rows were settled; {@link #current} has to be called anew. */
    void store(LatestBucket bucket) throws Exception;

    /** Gives the backend what it was not given yet. To be called before every snapshot. */
    default void writeBack(IntConsumer setCurrentKey) {}

    /** Keys whose row is live, of the buckets touched since the start; -1 if this layout cannot tell. */
    long liveKeys();

    /** Memory of the buckets touched since the start; -1 if this layout cannot tell. */
    long bytes();

    /** @param layout not {@link LatestStore#AUTO} */
    static LatestState open(LatestStore layout, RuntimeContext context) {
        return switch (layout) {
            case ARENA -> new ArenaLatestState(context);
            case MAP -> new MapLatestState(context);
            case AUTO ->
                throw new IllegalArgumentException(
                        "latest.store auto has to be resolved with the state backend at hand before the job is submitted");
        };
    }
}
