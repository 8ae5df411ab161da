package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.stack.Folders;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * README's first command with all three demos, on servers as the installer leaves them: three sources on one stack,
 * their traffic, their daily runs side by side, and both sides equal while and after all that.
 */
@TestMethodOrder(OrderAnnotation.class)
@Tag("long")
class ThreeDomainsITCase {
    private static final List<String> DOMAINS = List.of("ecommerce", "adtech", "visits");
    private static final Duration RUNS_WITHIN = Duration.ofMinutes(40);

    private static TestStack stack;
    private static String said;

    @BeforeAll
    static void firstRun() throws Exception {
        Path home = Path.of("target", "three-domains");
        Folders.delete(home);
        stack = new TestStack(home);
        said = initialRun();
        stack.up();
    }

    private static String initialRun() {
        StackCommands.Result result = stack.runProgram(
                StackPlace.ROOT.resolve("initial_run.sh"), "--mode", "local", "--demo", String.join(",", DOMAINS));
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    @AfterAll
    static void stop() {
        stack.isotherm("down");
    }

    @Test
    @Order(1)
    void tellsWhatRunsAndHowToSignIn() {
        assertThat(said)
                .contains("ecommerce.public.orders", "adtech.public.impressions", "visits.public.app_user_visits_fact")
                .contains("200 changes per second")
                .contains("Airflow", "airflow_admin_password");
        assertThat(stack.isotherm("traffic", "status")).startsWith("running");
        stack.isotherm("status");
        stack.assertEqual();
    }

    @Test
    @Order(2)
    void mayBeRepeated() {
        assertThat(initialRun()).contains("Done");
        stack.assertEqual();
    }

    /** Each run ends with its reconciliation, which asks Postgres for the same figures in plain SQL. */
    @Test
    @Order(3)
    void theDailyRunsOfAllThreeEndWellUnderTraffic() {
        List<AirflowClient> airflows = DOMAINS.stream()
                .map(domain -> new AirflowClient(stack, domain + "_pipeline"))
                .toList();
        airflows.forEach(airflow -> patiently()
                .ignoreExceptionsInstanceOf(AssertionError.class)
                .until(() -> airflow.dag().path("is_paused").asBoolean()));
        airflows.forEach(airflow -> airflow.setPaused(false));

        for (AirflowClient airflow : airflows) {
            patiently().until(() -> !airflow.runs().isEmpty());
            String run = airflow.runs().get(0);
            patiently().until(() -> !airflow.stateOfRun(run).matches("queued|running"));
            assertThat(airflow.stateOfRun(run))
                    .as(() -> run + ": " + airflow.statesOfTasks(run))
                    .isEqualTo("success");
            assertThat(airflow.statesOfTasks(run)).containsEntry("reconcile", "success");
        }
        assertThat(stack.isotherm("traffic", "status")).startsWith("running");
        stack.assertEqual();
    }

    @Test
    @Order(4)
    void comesBackAfterAStopWithAllItsTraffic() {
        stack.isotherm("down");
        stack.isotherm("up");
        stack.isotherm("traffic", "start", "--demo", String.join(",", DOMAINS), "--rate", "50");
        stack.isotherm("traffic", "stop");
        stack.assertEqual();
        stack.isotherm("status");
    }

    private static ConditionFactory patiently() {
        return await().atMost(RUNS_WITHIN)
                .pollInterval(Duration.ofSeconds(2))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class);
    }
}
