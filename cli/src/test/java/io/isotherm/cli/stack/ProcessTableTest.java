package io.isotherm.cli.stack;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
    @Test
    void busyTimeGrowsWithWorkOfChildrenAndStandsStillWithoutAny() throws IOException {
        Process busy = new ProcessBuilder("sh", "-c", "(while :; do :; done) & wait").start();
        Process idle = new ProcessBuilder("sleep", "60").start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> ProcessTable.busyNanos(busy.pid())
                            > Duration.ofMillis(300).toNanos());
            // it has started once it has waited for a processor, which takes long where others are at work
            AtomicLong last = new AtomicLong(-1);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                long now = ProcessTable.busyNanos(idle.pid());
                return last.getAndSet(now) == now;
            });
        } finally {
            busy.descendants().forEach(ProcessHandle::destroyForcibly);
            busy.destroyForcibly();
            idle.destroyForcibly();
        }
    }
}
