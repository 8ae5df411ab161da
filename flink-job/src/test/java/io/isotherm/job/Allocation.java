package io.isotherm.job;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much a piece of the hot path allocates: repeatable on any machine, unlike the time it takes. */
public final class Allocation {
    private static final int WARM_UP_ROUNDS = 20;
    private static final int ROUNDS = 20;

    private Allocation() {}

    /** One round of the work to measure. */
    public interface Work {
        void run() throws Exception;
    }

    /**
     * Bytes of heap that the calling thread takes for one event, once everything that is made on first use is there.
     *
     * @param events that one round handles
     */
    public static double bytesPerEvent(int events, Work round) throws Exception {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            round.run();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / ((double) ROUNDS * events);
    }
}
