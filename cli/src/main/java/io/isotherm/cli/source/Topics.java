package io.isotherm.cli.source;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.deadletter.DeadLetterTopic;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics that nobody creates by writing to them. */
final class Topics {
    private final Connections connections;

    Topics(Connections connections) {
        this.connections = connections;
    }

    /** Signals need one partition for their order. */
    void createMissing() {
        List<NewTopic> wanted = List.of(
                new NewTopic(PipelineNames.SIGNALS, 1, (short) 1), DeadLetterTopic.named(PipelineNames.DEAD_LETTERS));
        try (Admin admin = connections.kafkaAdmin()) {
            Set<String> present = admin.listTopics().names().get();
            admin.createTopics(wanted.stream()
                            .filter(topic -> !present.contains(topic.name()))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw CliException.failed("cannot create topics: " + Cause.of(e), "see ./isotherm logs kafka", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while topics were created", "run this again", e);
        }
    }
}
