package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
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
            assertThat(ProcessTable.busyNanos(idle.pid()))
                    .isLessThan(Duration.ofMillis(300).toNanos());
        } finally {
            busy.descendants().forEach(ProcessHandle::destroyForcibly);
            busy.destroyForcibly();
            idle.destroyForcibly();
        }
    }
}
