package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever dies under traffic, both sides are equal afterwards and nothing was given up. */
@InTurn
class FaultsITCase {
    private static final Duration BACK_WITHIN = Duration.ofSeconds(90);

    private static TestStack stack;

    private long deadLettersBefore;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
    }

    @BeforeEach
    void startTraffic() {
        deadLettersBefore = stack.deadLetters();
        stack.isotherm("traffic", "start", "--rate", "200");
    }

    @AfterEach
    void bothSidesAreEqual() {
        stack.isotherm("traffic", "stop");
        stack.assertEqual();
        assertThat(stack.deadLetters()).as(() -> stack.isotherm("dlq", "show")).isEqualTo(deadLettersBefore);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flink-taskmanager",
                "flink-jobmanager",
                "clickhouse",
                "connect",
                "kafka",
                "schema-registry",
                "postgres"
            })
    void serverKilled(String service) throws Exception {
        long before = stack.pid(service);

        stack.kill(service);

        await().atMost(BACK_WITHIN).ignoreExceptions().until(() -> stack.pid(service) != before);
    }

    @Test
    void clickHouseAwayForAMinute() {
        stack.supervisor("stop", "clickhouse");
        await().pollDelay(Duration.ofSeconds(60)).atMost(Duration.ofSeconds(70)).until(() -> true);
        stack.supervisor("start", "clickhouse");
    }

    @Test
    void jobRestartedFromASavepointAtAnotherParallelism() {
        stack.isotherm("job", "restart", "--parallelism", "1");
        stack.isotherm("wait", "--timeout", "240");
        stack.isotherm("job", "restart", "--parallelism", "2");
    }

    @Test
    void jobStartedWithoutItsStateFromTheEarliestOffset() {
        stack.isotherm("job", "cancel");
        stack.isotherm("job", "submit");
    }
}
