package io.isotherm.cli.stack;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Installs what services are made of with {@code local/install.sh}, which does nothing when it is there already. */
final class LocalInstaller {
    private final Settings settings;

    LocalInstaller(Settings settings) {
        this.settings = settings;
    }

    /** Returns when all of it is installed. */
    void install(Set<Service> services, PrintWriter progress) {
        Set<String> components = new LinkedHashSet<>(List.of("supervisor"));
        services.forEach(service -> components.addAll(componentsOf(service)));
        int exit = Processes.runWithProgress(
                command(components), StackEnvironment.forInstaller(settings, System.getenv()), progress);
        if (exit != 0) {
            throw CliException.failed(
                    "a component could not be installed", "see the messages above, correct it and run this again");
        }
    }

    /** In a session of its own: what ends this command on its terminal does not end it. Returns at once. */
    void installMeanwhile(Service service) {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(command(componentsOf(service)));
        Path log = settings.logFolder().resolve("install-" + service.serviceName() + ".log");
        try {
            Files.createDirectories(settings.logFolder());
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().clear();
            builder.environment().putAll(StackEnvironment.forInstaller(settings, System.getenv()));
            builder.start().getOutputStream().close();
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "cannot run " + command.get(0) + ": " + Cause.of(e), "see ./isotherm doctor", e);
        }
    }

    /** Some of it is compiled while services run already. */
    private List<String> command(Iterable<String> components) {
        List<String> command = new ArrayList<>(List.of(
                "nice", "-n", "10", settings.root().resolve("local/install.sh").toString()));
        components.forEach(command::add);
        return command;
    }

    private static List<String> componentsOf(Service service) {
        return switch (service) {
            case POSTGRES, ZOOKEEPER, KAFKA, CLICKHOUSE, MINIO -> List.of(service.serviceName());
            case SCHEMA_REGISTRY -> List.of("registry");
            case CONNECT -> List.of("kafka", "debezium");
            case FLINK_JOBMANAGER, FLINK_TASKMANAGER -> List.of("flink");
            case KAFKA_UI -> List.of("kafka-ui");
            case AIRFLOW -> List.of("airflow", "dbt");
            case DASHBOARD -> List.of("superset");
        };
    }
}
