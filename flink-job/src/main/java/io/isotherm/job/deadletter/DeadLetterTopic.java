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
    /** Bytes. A letter holds its record, and brokers and the connector take records of 10 MiB. */
    public static final int LARGEST_RECORD = 10 * 1024 * 1024;

    private DeadLetterTopic() {}

    /**
     * The topic as whoever comes first makes it. A dead letter may be the only copy of a change, so that no time is
     * set after which it goes.
     */
    public static NewTopic named(String name) {
        return new NewTopic(name, Optional.of(1), Optional.empty())
                .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"));
    }

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
            admin.createTopics(List.of(named(kafka.deadLetterTopic()))).all().get();
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
