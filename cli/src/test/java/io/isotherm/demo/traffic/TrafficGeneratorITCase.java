package io.isotherm.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.cli.error.CliException;
import io.isotherm.demo.DemoPostgres;
import io.isotherm.demo.DemoSource;
import io.isotherm.demo.Query;
import io.isotherm.demo.Seeder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

@ExtendWith(DemoPostgres.class)
@ResourceLock("DemoPostgres")
class TrafficGeneratorITCase {
    private static final String DATABASE = "traffic";
    private static final Duration UNTIL_STOPPED = Duration.ZERO;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private DemoPostgres.Server server;
    private DemoSource source;
    private TrafficStateFile state;

    @BeforeEach
    void prepare(DemoPostgres.Server postgres, @TempDir Path runFolder) throws SQLException {
        server = postgres;
        source = DemoSource.of(server.projectRoot(), "ecommerce");
        state = new TrafficStateFile(runFolder, "ecommerce");
        seed();
    }

    private void seed() throws SQLException {
        server.createDatabase(DATABASE);
        try (Connection connection = server.connect(DATABASE)) {
            new Seeder(source, line -> {}).seed(connection, 1, 1);
        }
    }

    private TrafficGenerator generator(int rate, Duration duration) {
        return new TrafficGenerator(
                () -> server.connect(DATABASE),
                TrafficMix.read(source.demo()),
                new TrafficPlan(rate, Duration.ZERO, 1, duration),
                state);
    }

    @Test
    void rateIsHeldAndTheStateFileTellsWhatWasDone() throws InterruptedException {
        long changes = generator(100, Duration.ofSeconds(10)).run();

        JsonNode last = state.read().orElseThrow();
        // One transaction may overshoot: the biggest is a user with everything that belongs to it.
        assertThat(changes)
                .isBetween(950L, 1_150L)
                .isEqualTo(last.get("changes").asLong());
        assertThat(last.get("state").asText()).isEqualTo("stopped");
        assertThat(last.get("failures").asLong()).isZero();
        assertThat(last.get("operations").properties().stream()
                        .mapToLong(
                                operation -> operation.getValue().get("changes").asLong())
                        .sum())
                .isEqualTo(changes);
        assertThat(state.isActive()).isFalse();
    }

    @Test
    void sameSeedAndDataGiveTheSameChanges() throws SQLException {
        List<String> first = contentsAfterSteps(300);
        seed();
        List<String> second = contentsAfterSteps(300);

        assertThat(second).isEqualTo(first);
    }

    private List<String> contentsAfterSteps(int steps) throws SQLException {
        TrafficMix mix = TrafficMix.read(source.demo());
        OperationSequence sequence = new OperationSequence(mix.weights(), 5);
        try (Connection connection = server.connect(DATABASE)) {
            connection.setAutoCommit(false);
            TrafficSession session = new TrafficSession(connection, mix);
            for (int index = 0; index < steps; index++) {
                OperationSequence.Step step = sequence.at(index);
                session.run(step.operation(), step.random(), 3);
                connection.commit();
            }
            return Query.contents(connection);
        }
    }

    @Test
    void goesOnWhenPostgresComesBack() throws Exception {
        TrafficGenerator generator = generator(100, UNTIL_STOPPED);
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> runUntilStopped(generator));
        awaitState("running", 100);

        server.kill();
        awaitState("reconnecting", 0);
        server.start();
        awaitState("running", state.read().orElseThrow().get("changes").asLong() + 100);

        generator.stop(LONGEST_WAIT);
        run.join();
        JsonNode last = state.read().orElseThrow();
        assertThat(last.get("reconnects").asLong()).isEqualTo(1);
        assertThat(last.get("failures").asLong()).isZero();
        assertThat(last.get("state").asText()).isEqualTo("stopped");
    }

    private static void runUntilStopped(TrafficGenerator generator) {
        try {
            generator.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitState(String word, long changes) {
        await().atMost(LONGEST_WAIT).until(() -> state.read()
                .filter(document -> document.get("state").asText().equals(word)
                        && document.get("changes").asLong() >= changes)
                .isPresent());
    }

    @Test
    void endsWhenPostgresRefusesEveryOperation() throws SQLException {
        try (Connection connection = server.connect(DATABASE)) {
            Query.execute(connection, "DROP TABLE product_reviews");
        }
        TrafficMix mix = TrafficMix.read(source.demo());
        TrafficGenerator generator = new TrafficGenerator(
                () -> server.connect(DATABASE),
                new TrafficMix(
                        new TreeMap<>(Map.of("write_review", mix.operations().get("write_review"))),
                        mix.rows(),
                        Map.of(),
                        mix.functions()),
                new TrafficPlan(100, Duration.ZERO, 1, UNTIL_STOPPED),
                state);

        assertThatThrownBy(generator::run)
                .isInstanceOf(CliException.class)
                .hasMessageContaining("write_review")
                .hasMessageContaining("product_reviews");
        assertThat(state.read().orElseThrow().get("failures").asLong()).isEqualTo(20);
    }

    @Test
    void oneThatFailsEndsThoseBesideIt(@TempDir Path folder) {
        TrafficGenerator lost = new TrafficGenerator(
                () -> server.connect("no_such_database"),
                TrafficMix.read(source.demo()),
                new TrafficPlan(100, Duration.ZERO, 1, UNTIL_STOPPED),
                new TrafficStateFile(folder, "lost"));
        TrafficRun run = new TrafficRun(List.of(generator(100, UNTIL_STOPPED), lost));

        assertThatThrownBy(run::run).isInstanceOf(CliException.class).hasMessageContaining("no_such_database");

        assertThat(state.read().orElseThrow().get("state").asText()).isEqualTo("stopped");
    }

    @Test
    void failsAtOnceWithoutADatabase() {
        TrafficGenerator generator = new TrafficGenerator(
                () -> server.connect("no_such_database"),
                TrafficMix.read(source.demo()),
                new TrafficPlan(100, Duration.ZERO, 1, UNTIL_STOPPED),
                state);

        assertThatThrownBy(generator::run).isInstanceOf(CliException.class);
    }
}
