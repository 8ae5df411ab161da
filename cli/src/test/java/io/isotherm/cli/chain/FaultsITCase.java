package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever dies under traffic, both sides are equal afterwards and nothing was given up. */
@InTurn
class FaultsITCase {
    private static final Duration BACK_WITHIN = Duration.ofSeconds(90);
    private static final Duration ASKS_SELDOM_WITHIN = Duration.ofMinutes(3);

    /** What Connect logs, whether it ends the task for it or tries again. */
    private static final String NO_REGISTRY = "(WARN|ERROR).*schema registry|Failed to serialize Avro data";

    private static TestStack stack;
    private static long deadLettersBefore;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        deadLettersBefore = stack.deadLetters();
    }

    @BeforeEach
    void startTraffic() {
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
                "clickhouse",
                "connect",
                "kafka",
                "flink-jobmanager",
                "schema-registry",
                "postgres"
            })
    @Tag("long")
    void serverKilled(String service) throws Exception {
        long before = stack.pid(service);

        stack.kill(service);

        await().atMost(BACK_WITHIN).ignoreExceptions().until(() -> stack.pid(service) != before);
    }

    /** A worker that has just started knows no schema, so its first record asks the registry, which is not there. */
    @Test
    @Tag("long")
    void connectStartedWhileNoRegistryAnswers() throws Exception {
        Path log = stack.home().resolve("logs/connect.log");
        long before = lines(log, NO_REGISTRY);
        stack.supervisor("stop", "schema-registry");

        stack.kill("connect");

        await().atMost(BACK_WITHIN).until(() -> lines(log, NO_REGISTRY) > before);
        stack.supervisor("start", "schema-registry");
    }

    @Test
    @Tag("long")
    void clickHouseAwayUntilTheJobAsksSeldom() throws IOException {
        long before = attemptsAtLongestPause();
        stack.supervisor("stop", "clickhouse");
        await().atMost(ASKS_SELDOM_WITHIN)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> attemptsAtLongestPause() > before);
        stack.supervisor("start", "clickhouse");
    }

    /** The sink doubles its pauses up to the seventh attempt, and logs the first and every tenth. */
    private static long attemptsAtLongestPause() throws IOException {
        return lines(stack.home().resolve("logs/flink-taskmanager.log"), "Cannot write to .*\\(attempt 10, NETWORK\\)");
    }

    private static long lines(Path log, String pattern) throws IOException {
        Predicate<String> wanted = Pattern.compile(pattern).asPredicate();
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(wanted).count();
        }
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
