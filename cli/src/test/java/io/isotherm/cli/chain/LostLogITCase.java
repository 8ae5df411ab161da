package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What Postgres or Kafka cannot send any more is said, and one command brings it all the same. The tables of the whole
 * source are read again, so it has a stack of its own.
 */
@TestMethodOrder(OrderAnnotation.class)
@Tag("long")
class LostLogITCase {
    private static final Duration FAILS_WITHIN = Duration.ofMinutes(3);

    private static final String CATEGORIES = "ecommerce.public.categories";

    private static TestStack stack;
    private static Connector connector;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.ofItsOwn("lost-log");
        connector = new Connector(stack);
        stack.execute("INSERT INTO categories (name) SELECT 'to be deleted' FROM generate_series(1, 20)");
        stack.assertEqual();
    }

    @AfterAll
    static void stop() {
        stack.isotherm("down");
    }

    @Test
    @Order(1)
    void theSlotIsGoneWithChangesAndDeletesInBetween() throws Exception {
        connector.stop();
        // the server may need a moment to see that nobody reads it any more
        await().atMost(FAILS_WITHIN)
                .ignoreExceptions()
                .untilAsserted(() -> stack.execute("SELECT pg_drop_replication_slot('isotherm_ecommerce')"));
        stack.execute(
                "DELETE FROM categories WHERE name = 'to be deleted' AND category_id % 2 = 0",
                "UPDATE users SET name = 'changed meanwhile' WHERE user_id % 100 = 0",
                "INSERT INTO categories (name) VALUES ('made meanwhile')");
        connector.begin();

        assertRefused("replication slot isotherm_ecommerce is gone");
        assertRepaired("replication slot isotherm_ecommerce is gone");
    }

    /**
     * As from a snapshot of its volume: system identifier and timeline are the same, and positions come a second time.
     */
    @Test
    @Order(2)
    void thePostgresIsAnOlderCopy() throws Exception {
        stack.supervisor("stop", "postgres");
        files("cp", "-a", "main", "kept");
        stack.supervisor("start", "postgres");
        await().atMost(FAILS_WITHIN).ignoreExceptions().untilAsserted(() -> stack.execute("SELECT 1"));
        stack.execute(
                "UPDATE users SET name = 'of the lost log'",
                "INSERT INTO categories (name) SELECT 'of the lost log' FROM generate_series(1, 10)",
                "DELETE FROM categories WHERE name = 'to be deleted'");
        stack.assertEqual();

        stack.supervisor("stop", "postgres");
        files("rm", "-rf", "main");
        files("mv", "kept", "main");
        stack.supervisor("start", "postgres");
        await().atMost(FAILS_WITHIN).ignoreExceptions().untilAsserted(() -> stack.execute("SELECT 1"));
        stack.execute("UPDATE users SET name = 'of the copy' WHERE user_id % 2 = 0");

        assertRefused("the write-ahead log is not the one that was read");
        assertRepaired("the changes of ecommerce have epoch 1 from now on");
        stack.execute("UPDATE users SET name = 'later' WHERE user_id % 3 = 0");
        stack.assertEqual();
        assertThat(stack.isotherm("apply")).contains("unchanged");
    }

    /** As for a job that stood for longer than the topics keep records. */
    @Test
    @Order(3)
    void kafkaHasDeletedWhatTheJobHadNotRead() throws Exception {
        stack.isotherm("job", "stop");
        long before = TopicBytes.count(stack, CATEGORIES);
        stack.execute("INSERT INTO categories (name) SELECT 'unread' FROM generate_series(1, 50)");
        await().atMost(FAILS_WITHIN).until(() -> TopicBytes.count(stack, CATEGORIES) >= before + 50);
        TopicBytes.deleteAll(stack, CATEGORIES);
        stack.execute("INSERT INTO categories (name) VALUES ('readable')");

        stack.isotherm("job", "submit");
        await().atMost(FAILS_WITHIN)
                .until(() -> stack.query("SELECT sum(next_offset - first_offset) FROM ops.missed_records"
                                + " WHERE target = 'ecommerce_categories'")
                        .strip()
                        .equals("50"));

        assertThat(stack.run("status").output()).contains("Kafka has lost records");
        StackCommands.Result wait = stack.run("wait", "--timeout", "240");
        assertThat(wait.exit()).as(wait.output()).isEqualTo(1);
        assertThat(wait.output()).contains("public.categories", "./isotherm resync public.categories");
        stack.isotherm("resync", "categories");
        stack.assertEqual();
    }

    /** Its offsets begin again, so they alone look like a repetition. */
    @Test
    @Order(4)
    void aTopicWasMadeAgainWhileTheJobStood() throws Exception {
        stack.isotherm("job", "stop");
        long before = TopicBytes.count(stack, CATEGORIES);
        stack.execute(
                "DELETE FROM categories WHERE category_id = (SELECT max(category_id) FROM categories)",
                "INSERT INTO categories (name) SELECT 'unread too' FROM generate_series(1, 50)");
        await().atMost(FAILS_WITHIN).until(() -> TopicBytes.count(stack, CATEGORIES) >= before + 51);
        TopicBytes.makeAgain(stack, CATEGORIES);

        stack.isotherm("job", "submit");
        await().atMost(FAILS_WITHIN)
                .until(() -> !stack.query("SELECT 1 FROM ops.missed_records WHERE target = 'ecommerce_categories'"
                                + " AND next_offset = 0 LIMIT 1")
                        .isBlank());
        stack.execute("INSERT INTO categories (name) VALUES ('in the new one')");

        assertThat(stack.run("status").output()).contains("Kafka has lost records");
        StackCommands.Result wait = stack.run("wait", "--timeout", "240");
        assertThat(wait.exit()).as(wait.output()).isEqualTo(1);
        assertThat(wait.output()).contains("public.categories", "./isotherm resync public.categories");
        stack.isotherm("resync", "--delete-surplus", "categories");
        stack.assertEqual();
    }

    private static void assertRefused(String reason) {
        await().atMost(FAILS_WITHIN).until(() -> stack.run("status").output().contains(reason));
        StackCommands.Result wait = stack.run("wait", "--timeout", "60");
        assertThat(wait.exit()).as(wait.output()).isNotZero();
        assertThat(wait.output()).contains(reason, "./isotherm apply");
    }

    private static void assertRepaired(String said) throws Exception {
        StackCommands.Result apply = stack.run("apply");
        assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
        assertThat(apply.output())
                .contains(said, "all rows of its tables are read again")
                .containsPattern("public.categories .*resync --delete-surplus public.categories");

        stack.isotherm("resync", "--delete-surplus", "categories");
        stack.assertEqual();
    }

    private static void files(String... command) throws IOException, InterruptedException {
        Path folder = stack.home().resolve("data/postgres");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
