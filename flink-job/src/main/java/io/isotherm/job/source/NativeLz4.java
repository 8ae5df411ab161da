package io.isotherm.job.source;

import net.jpountz.lz4.LZ4Factory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's client takes lz4-java's native code only if it is loaded already or the library came with the system's class
 * loader, which a job's jar does not: it would decompress in Java, at several times the cost
 * ({@code LZ4Factory.fastestInstance}).
 */
final class NativeLz4 {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLz4.class);

    private NativeLz4() {}

    /**
     * To be called before the client reads its first compressed batch. Where this machine has no native code, the
     * client decompresses in Java.
     */
    static void load() {
        try {
            LZ4Factory.nativeInstance();
        } catch (LinkageError | RuntimeException | AssertionError e) {
            LOG.info("No native LZ4 on this machine; Java decompresses: {}", e.toString());
        }
    }
}
