package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What cannot be applied goes to the dead letters with its reason, and the rest arrives. */
@InTurn
class DeadLettersITCase {
    private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(60);
    private static final String OVERSIZED = TestStack.own("oversized");
    private static final String TOPIC = "ecommerce.public.categories";

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
    }

    @Test
    void corruptRecordAndUnknownSchema() throws Exception {
        long before = stack.deadLetters();

        publish("key".getBytes(StandardCharsets.UTF_8), "not avro".getBytes(StandardCharsets.UTF_8));
        publish(confluent(987_654), confluent(987_655));
        insertCategory("between bad records");

        await().atMost(ARRIVES_WITHIN).until(() -> stack.deadLetters() == before + 2);
        assertThat(stack.isotherm("dlq", "list")).contains("CORRUPT_RECORD").contains("UNKNOWN_SCHEMA");
        stack.assertEqual();
        long counted = lettersCountedByTheWatch();
        assertThat(counted).isGreaterThanOrEqualTo(2);
        assertThat(lettersCountedByTheWatch()).isEqualTo(counted);
    }

    /** Of all hours, for the dashboard. */
    private static long lettersCountedByTheWatch() {
        stack.run("watch", "--once", "--table", "categories");
        return Long.parseLong(stack.query("SELECT sum(letters) FROM ops.dead_letters FINAL"
                        + " WHERE source = 'ecommerce' AND table = 'public.categories'")
                .strip());
    }

    @Test
    void rowThatClickHouseRefuses() throws Exception {
        long before = stack.deadLetters();
        clickhouse("ALTER TABLE hot.ecommerce_categories ADD CONSTRAINT no_poison CHECK name != 'poison'");
        publish("key".getBytes(StandardCharsets.UTF_8), "sent again before the row".getBytes(StandardCharsets.UTF_8));
        await().atMost(ARRIVES_WITHIN).until(() -> stack.deadLetters() == before + 1);

        insertCategory("good before");
        insertCategory("poison");
        insertCategory("good after");

        await().atMost(ARRIVES_WITHIN).until(() -> stack.deadLetters() == before + 2);
        assertThat(stack.isotherm("dlq", "list")).contains("REJECTED_BY_CLICKHOUSE");
        stack.isotherm("wait");
        StackCommands.Result difference = stack.run("verify", "--table", "public.categories");
        assertThat(difference.exit()).isEqualTo(1);

        clickhouse("ALTER TABLE hot.ecommerce_categories DROP CONSTRAINT no_poison");
        interruptAReplay();
        assertThat(stack.isotherm("dlq", "list")).contains("REJECTED_BY_CLICKHOUSE");
        stack.isotherm("dlq", "replay", "--table", TOPIC);
        stack.assertEqual();
        assertThat(stack.query("SELECT count() FROM hot.ecommerce_categories FINAL WHERE name = 'poison'"))
                .isEqualTo("1\n");
    }

    /** Kafka's producer refuses the first, and the job's producer refused the third: each stopped all tables. */
    @Test
    void rowsLargerThanKafkaTakesStopNoOtherTable() throws Exception {
        stack.execute(
                "CREATE TABLE " + OVERSIZED + " (id integer PRIMARY KEY, day date, name text, text text)",
                "INSERT INTO " + OVERSIZED + " (id, text) VALUES (1, repeat('x', 12000000)), (2, 'small')");
        try {
            replicateOversized();
        } finally {
            stack.execute("DROP TABLE " + OVERSIZED);
        }
    }

    private static void replicateOversized() throws Exception {
        String topic = "ecommerce.public." + OVERSIZED;
        long before = stack.deadLetters();
        StackCommands.Result apply = stack.run("apply");
        assertThat(apply.output()).contains("public." + OVERSIZED + " is incomplete, because 1 of 2 rows are missing");
        stack.execute(
                "INSERT INTO " + OVERSIZED + " (id, day, text) VALUES (3, '0001-01-01', repeat('y', 3000000))",
                "INSERT INTO " + OVERSIZED + " (id, text) VALUES (4, repeat('z', 9000000)), (5, repeat('w', 60000000))",
                "UPDATE " + OVERSIZED + " SET text = repeat('x', 11000000) WHERE id = 2",
                "UPDATE " + OVERSIZED + " SET name = 'renamed' WHERE id IN (4, 5)",
                "DELETE FROM " + OVERSIZED + " WHERE id = 5");
        insertCategory("beside large rows");
        await().atMost(ARRIVES_WITHIN).until(() -> stack.deadLetters() == before + 5);
        assertThat(stack.isotherm("dlq", "list"))
                .contains(topic, "SCHEMA_INCOMPATIBLE", "OUT_OF_RANGE", "TOAST_UNRESOLVED");
        assertThat(stack.isotherm("dlq", "show", "--limit", "1000"))
                .contains("a row is larger than 9984 KiB", "exclude");
        stack.isotherm("verify", "--table", "categories");
        stack.execute("UPDATE " + OVERSIZED + " SET day = '2026-01-01', text = left(text, 1000) WHERE id <> 4");
        stack.isotherm("dlq", "replay", "--table", topic, "--reason", "OUT_OF_RANGE");
        stack.assertEqual();
    }

    /** Records are on their way again, and the row that comes after them is not. */
    private static void interruptAReplay() throws Exception {
        StackProcesses processes = new StackProcesses(stack);
        long records = TopicBytes.count(stack, TOPIC);
        ProcessHandle clickhouse = ProcessHandle.of(stack.pid("clickhouse")).orElseThrow();
        StackProcesses.whileFrozen(clickhouse, () -> {
            // rows of other tables would be sent first, to the server that does not answer
            Process replay = processes.begin("dlq", "replay", "--table", TOPIC);
            await().atMost(ARRIVES_WITHIN).until(() -> TopicBytes.count(stack, TOPIC) > records);
            processes.interrupt(
                    replay,
                    "isotherm: dlq replay was interrupted; some letters may have been sent, none is counted as replayed",
                    "  -> run it again");
            return replay;
        });
    }

    private static void insertCategory(String name) throws SQLException {
        stack.execute("INSERT INTO categories (name) VALUES ('" + name + "')");
    }

    private static void clickhouse(String statement) {
        stack.isotherm("sql", "--on", "clickhouse", statement);
    }

    private static byte[] confluent(int schemaId) {
        return ByteBuffer.allocate(9).put((byte) 0).putInt(schemaId).putInt(7).array();
    }

    private static void publish(byte[] key, byte[] value) throws InterruptedException, ExecutionException {
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.connection("KAFKA_BOOTSTRAP"));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, key, value)).get();
        }
    }
}
