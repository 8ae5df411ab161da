package io.isotherm.bench.stack;

import io.isotherm.cli.connection.Rest;
import io.isotherm.cli.settings.Setting;
import io.isotherm.job.config.PipelineNames;

/** Debezium's connector of the demo database. */
public final class Connector {
    private static final String NAME = PipelineNames.connector("ecommerce");

    private Connector() {}

    /** Ends the capture of changes; its replication slot stays and keeps them. */
    public static void remove(BenchStack stack) {
        Rest connect =
                new Rest(stack.connections().http(), "connect", stack.settings().url(Setting.CONNECT_PORT));
        connect.expectSuccess(connect.delete("/connectors/" + NAME), "to remove the connector");
    }

    /** Goes on where {@link #remove} left off, with an empty topic. */
    public static void recreate(BenchStack stack, String topic) {
        Topics.recreate(stack.kafka(), topic);
        stack.isotherm("apply", "--no-wait");
    }
}
