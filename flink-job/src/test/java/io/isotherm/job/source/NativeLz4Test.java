package io.isotherm.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** In class loaders of their own, as Flink gives one to each job. */
class NativeLz4Test {

    @Test
    void withoutItAJobDecompressesInJava() throws Exception {
        try (URLClassLoader job = jobLoader()) {
            assertThat(factoryOfKafka(job)).doesNotContain("JNI");
        }
    }

    @Test
    void givesAJobTheNativeCode() throws Exception {
        try (URLClassLoader job = jobLoader()) {
            Method load = job.loadClass(NativeLz4.class.getName()).getDeclaredMethod("load");
            load.setAccessible(true);

            load.invoke(null);

            assertThat(factoryOfKafka(job)).contains("JNI");
        }
    }

    private static URLClassLoader jobLoader() {
        return new URLClassLoader(
                new URL[] {jarOf(NativeLz4.class), jarOf(LZ4Factory.class), jarOf(Logger.class)},
                ClassLoader.getPlatformClassLoader());
    }

    private static URL jarOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    /** What Kafka's client asks for. */
    private static String factoryOfKafka(ClassLoader job) throws ReflectiveOperationException {
        return job.loadClass(LZ4Factory.class.getName())
                .getMethod("fastestInstance")
                .invoke(null)
                .toString();
    }
}
