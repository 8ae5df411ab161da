package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The disk is full, and later there is room again: nothing is lost, and no service has to be mended by hand. */
@Tag("power")
@InTurn
class FullDiskITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static PoweredStack powered;

    @BeforeAll
    static void start() throws Exception {
        powered = PoweredStack.startReplicating();
        powered.stack().assertEqual();
    }

    @AfterAll
    static void stop() {
        if (powered != null) {
            powered.close();
        }
    }

    @Test
    void bothSidesAreEqualOnceThereIsRoom() throws Exception {
        TestStack stack = powered.stack();
        stack.isotherm("traffic", "start", "--rate", "200");
        powered.disk().fill();
        await().atMost(PATIENCE).until(() -> stack.run("status").exit() != 0);

        StackCommands.Result up = stack.run("up");
        assertThat(up.exit()).as(up.output()).isNotZero();
        assertThat(up.output()).contains("disk for home", "make room");

        powered.disk().free();
        powered.comesBack();
        stack.isotherm("traffic", "stop");
        stack.assertEqual();
    }
}
