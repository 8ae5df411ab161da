package io.isotherm.job.deadletter;

import io.isotherm.job.config.JobConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the dead-letter topic, because brokers do not make topics by themselves here. */
public final class DeadLetterTopic {
    /** A dead letter is kept until somebody had time to look: 30 days. */
    private static final String RETENTION_MILLIS = Long.toString(30L * 24 * 60 * 60 * 1000);

    private DeadLetterTopic() {}

    /**
     * Does nothing if the topic exists. Called where the job is submitted.
     *
     * @throws IllegalStateException if the brokers cannot be reached or refuse
     */
    public static void ensure(JobConfig.Kafka kafka) throws InterruptedException {
        Properties properties = new Properties();
        properties.putAll(kafka.properties());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
        try (Admin admin = Admin.create(properties)) {
            NewTopic topic = new NewTopic(kafka.deadLetterTopic(), Optional.of(1), Optional.empty())
                    .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, RETENTION_MILLIS));
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(
                        "cannot create the dead-letter topic " + kafka.deadLetterTopic() + " at " + kafka.bootstrap()
                                + ": " + e.getCause().getMessage(),
                        e.getCause());
            }
        }
    }
}
