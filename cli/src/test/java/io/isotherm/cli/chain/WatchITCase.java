package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is wrong in hot is found and healed while rows beside it change all the time, and nothing else is named. */
@InTurn
class WatchITCase {
    private static final int KEY = 1_000_000 + ThreadLocalRandom.current().nextInt(1_000_000_000);
    private static final int OF_EACH = 10;
    private static final String LARGE = TestStack.own("ranges");

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
    }

    @AfterAll
    static void deleteRows() throws Exception {
        stack.execute("DELETE FROM categories WHERE category_id >= " + KEY);
    }

    @Test
    void anInterruptedRoundSaysSo() throws Exception {
        StackProcesses processes = new StackProcesses(stack);
        try (Connection other = stack.postgres();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE categories");
            Process watch = processes.begin("watch", "--once", "--table", "categories");
            await().atMost(Duration.ofMinutes(2)).until(processes::aCommandWaitsForALock);
            processes.interrupt(
                    watch, "isotherm: watch was interrupted; the round is not finished", "  -> run it again");
        }
    }

    @Test
    void wrongMissingAndSurplusRowsAreNamedAndHealedUnderTraffic() throws Exception {
        stack.execute("INSERT INTO categories (category_id, name) SELECT " + KEY
                + " + n, 'as it is' FROM generate_series(0, 39) n");
        stack.isotherm("wait", "--timeout", "240");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> changeRows(over));
        try {
            inject("'wrong' AS name", 0);
            inject("1 AS _is_deleted", OF_EACH);
            inject("category_id + 1000 AS category_id", 2 * OF_EACH);

            StackCommands.Result found = stack.run("watch", "--once", "--table", "categories");
            assertThat(found.exit()).as(found.output()).isEqualTo(1);
            assertThat(found.output())
                    .containsPattern("\\{\"category_id\":\"\\d+\"}: different in name")
                    .contains("10 more, in ops.watch_findings")
                    .contains("30 differences open");
            assertThat(
                            stack.query(
                                    "SELECT kind, any(columns), count(), min(toInt64(JSONExtractString(key, 'category_id'))) - "
                                            + KEY
                                            + " FROM ops.watch_findings FINAL WHERE state = 'open' GROUP BY kind ORDER BY kind"))
                    .isEqualTo("different\t['name']\t10\t0\nextra\t[]\t10\t1020\nmissing\t[]\t10\t10\n");
            assertThat(stack.query("SELECT missing, wrong, surplus, unhealed FROM ops.dashboard_differences"
                            + " WHERE table = 'public.categories'"))
                    .isEqualTo("10\t10\t10\t0\n");
            assertThat(stack.isotherm("status", "--metrics"))
                    .contains("isotherm_watch_open_findings{source=\"ecommerce\"} 30");
            StackCommands.Result status = stack.run("status");
            assertThat(status.exit()).as(status.output()).isEqualTo(1);
            assertThat(status.output()).contains("watch of ecommerce: 30 open findings");

            StackCommands.Result healed = stack.run("watch", "--once", "--table", "categories", "--heal");
            assertThat(healed.exit()).as(healed.output()).isZero();
            assertThat(healed.output()).contains("0 differences open, 30 healed");
        } finally {
            over.set(true);
            traffic.join();
        }
        assertThat(stack.isotherm("status")).contains("watch of ecommerce: no open findings");
        stack.isotherm("verify", "--table", "categories");
    }

    @Test
    void theStackHealsByItself() throws Exception {
        int first = KEY + 10_000;
        stack.execute("INSERT INTO categories (category_id, name) SELECT " + first
                + " + n, 'as it is' FROM generate_series(0, 29) n");
        stack.isotherm("wait", "--timeout", "240");
        assertThat(up("heal")).contains("all tables are compared in the background, with 100 % of a core, and healed");
        try {
            inject("'wrong' AS name", 10_000);
            inject("1 AS _is_deleted", 10_000 + OF_EACH);
            inject("category_id + 1000 AS category_id", 10_000 + 2 * OF_EACH);
            await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> stack.query(
                                    "SELECT countIf(name = 'as it is'), count() FROM bronze.ecommerce_categories"
                                            + " WHERE category_id >= " + first)
                            .equals("30\t30\n"));
            // or the findings stay open for the classes behind this one
            await().atMost(Duration.ofMinutes(4))
                    .until(() -> stack.query("SELECT count() FROM ops.watch_findings FINAL WHERE state = 'open'")
                            .equals("0\n"));
            assertThat(up("heal")).doesNotContain("compared in the background");
        } finally {
            assertThat(up("off")).contains("the watch was stopped: WATCH=off");
        }
        assertThat(stack.isotherm("logs", "watch")).contains("healed: {\"category_id\":");
    }

    /** A range has 50,000 rows. */
    @Test
    void onlyTheRangeThatDiffersIsReadAgain() throws Exception {
        String topic = "ecommerce.public." + LARGE;
        stack.execute(
                "CREATE TABLE " + LARGE + " (id integer PRIMARY KEY, v text)",
                "INSERT INTO " + LARGE + " SELECT n, 'as it is' FROM generate_series(1, 120000) n");
        stack.isotherm("apply");
        stack.query(
                "INSERT INTO hot.ecommerce_" + LARGE + " SELECT * REPLACE (1 AS _is_deleted, _version + 1 AS _version)"
                        + " FROM hot.ecommerce_" + LARGE + " FINAL WHERE id = 70000");
        long before = TopicBytes.count(stack, topic);

        StackCommands.Result healed = stack.run("watch", "--once", "--table", LARGE, "--heal");

        assertThat(healed.exit()).as(healed.output()).isZero();
        assertThat(healed.output()).contains("0 differences open, 1 healed").doesNotContain("is loading");
        assertThat(TopicBytes.count(stack, topic) - before).isBetween(1L, 60_000L);
        assertThat(stack.isotherm("status", "--tables")).containsPattern("ecommerce_" + LARGE + " +loaded");
        someRowsAreReadAgain(topic);
    }

    private static void someRowsAreReadAgain(String topic) throws Exception {
        stack.query("ALTER TABLE hot.ecommerce_" + LARGE
                + " DELETE WHERE id BETWEEN 10 AND 12 SETTINGS mutations_sync = 1");
        long before = TopicBytes.count(stack, topic);
        for (String refused : List.of("nosuch = 1", "id = 1; SELECT 1", "id = 1) OR (")) {
            StackCommands.Result resync = stack.run("resync", "--where", refused, LARGE);
            assertThat(resync.exit()).as(resync.output()).isEqualTo(2);
            assertThat(resync.output()).contains("--where", "  -> write what stands behind WHERE");
        }
        assertThat(stack.isotherm("resync", "--where", "id BETWEEN 10 AND 12", LARGE))
                .contains("reading the rows with (id BETWEEN 10 AND 12) of public." + LARGE, "is loaded: 120,000 rows");
        assertThat(TopicBytes.count(stack, topic) - before).isEqualTo(3);
    }

    private static String up(String watch) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("up"));
        arguments.addAll(TestStack.CHAIN);
        ProcessBuilder up = stack.command(arguments.toArray(String[]::new)).redirectErrorStream(true);
        up.environment().put("WATCH", watch);
        up.environment().put("WATCH_PACE", "100");
        Process process = up.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** A version that follows the one that is there, of ten rows. */
    private static void inject(String change, int from) {
        stack.query("INSERT INTO hot.ecommerce_categories SELECT * REPLACE (" + change + ", _version + 1 AS _version)"
                + " FROM (SELECT * FROM hot.ecommerce_categories FINAL WHERE category_id >= " + (KEY + from)
                + " AND category_id < " + (KEY + from + OF_EACH) + ")");
    }

    /** The last ten rows, and one that comes and goes. */
    private static void changeRows(AtomicBoolean over) {
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement()) {
            for (int n = 0; !over.get(); n++) {
                statement.execute("UPDATE categories SET name = 'changed " + n + "' WHERE category_id = "
                        + (KEY + 3 * OF_EACH + n % OF_EACH));
                statement.execute("INSERT INTO categories (category_id, name) VALUES (" + (KEY + 2000) + ", 'short')");
                statement.execute("DELETE FROM categories WHERE category_id = " + (KEY + 2000));
                statement.execute("SELECT pg_sleep(0.02)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
