package io.isotherm.cli;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Runs commands one after another in one JVM, where no stack is. What they load, nearly every command loads:
 * {@code isotherm} makes its archive of classes from it.
 */
final class Rehearsal {
    private static final Map<String, Object> NOBODY =
            Map.of("bootstrap.servers", "127.0.0.1:1", "group.id", "rehearsal", "enable.auto.commit", false);

    private static final Duration AN_ATTEMPT = Duration.ofMillis(300);

    private Rehearsal() {}

    /** @param commands each with its options, which have no spaces */
    public static void main(String[] commands) {
        for (String command : commands) {
            Main.commandLine().execute(command.split(" "));
        }
        lookForKafka();
    }

    /** Commands without a stack end before they load Kafka's clients, which are most of what they would load. */
    private static void lookForKafka() {
        for (ApiKeys request : ApiKeys.clientApis()) {
            request.messageType.newRequest();
            request.messageType.newResponse();
        }
        Admin admin = Admin.create(NOBODY);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(NOBODY, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        admin.listTopics();
        try {
            consumer.listTopics(AN_ATTEMPT);
        } catch (TimeoutException nobodyListens) {
            // as it is to be
        }
        consumer.close(CloseOptions.timeout(Duration.ZERO));
        admin.close(Duration.ZERO);
    }
}
