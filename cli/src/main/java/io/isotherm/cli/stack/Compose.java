package io.isotherm.cli.stack;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Docker Compose in the project's four folders. Two calls at once would both create what a folder's services share, so
 * there is one at a time per folder; threads of this process wait for each other.
 */
public final class Compose {
    /** One project of Docker Compose each, in the order of starting. */
    public enum Folder {
        KAFKA("kafka-docker", "kafka"),
        CLICKHOUSE("clickhouse-docker", "clickhouse"),
        FLINK("flink-job/docker", "flink"),
        AIRFLOW("airflow-docker", "airflow");

        private final String path;
        private final String suffix;

        Folder(String path, String suffix) {
            this.path = path;
            this.suffix = suffix;
        }

        /** Below the project's root. */
        String path() {
            return path;
        }

        /** Name of its Compose project, as its file derives it. */
        public String project(Settings settings) {
            return settings.text(Setting.ISOTHERM_NAME) + "-" + suffix;
        }

        static Folder of(Service service) {
            return switch (service) {
                case POSTGRES, KAFKA, SCHEMA_REGISTRY, CONNECT, KAFKA_UI -> KAFKA;
                case CLICKHOUSE, MINIO, DASHBOARD -> CLICKHOUSE;
                case ZOOKEEPER, FLINK_JOBMANAGER, FLINK_TASKMANAGER -> FLINK;
                case AIRFLOW -> AIRFLOW;
            };
        }
    }

    private final Settings settings;

    public Compose(Settings settings) {
        this.settings = settings;
    }

    /** Shows what Compose says while it works. */
    void run(Folder folder, PrintWriter progress, List<String> arguments) {
        run(folder, progress, arguments, Map.of());
    }

    /** The same, and means what only a profile starts as well, such as Flower: Compose would leave it alone. */
    void runOnAllProfiles(Folder folder, PrintWriter progress, List<String> arguments) {
        run(folder, progress, arguments, Map.of("COMPOSE_PROFILES", "*"));
    }

    private void run(Folder folder, PrintWriter progress, List<String> arguments, Map<String, String> added) {
        Map<String, String> all = new HashMap<>(System.getenv());
        all.putAll(environment());
        all.putAll(added);
        synchronized (folder) {
            if (Processes.runWithProgress(command(folder, arguments), all, progress) != 0) {
                throw CliException.failed(
                        "docker compose " + arguments.get(0) + " failed in " + folder.path(), "see the messages above");
            }
        }
    }

    /** Changes containers, one call at a time. */
    void change(Folder folder, String... arguments) {
        synchronized (folder) {
            capture(folder, arguments);
        }
    }

    /** Returns what Compose prints. */
    public String capture(Folder folder, String... arguments) {
        Processes.Result result = Processes.capture(command(folder, Arrays.asList(arguments)), environment());
        if (!result.succeeded()) {
            throw CliException.failed(
                    "docker compose " + arguments[0] + " failed in " + folder.path() + ": "
                            + result.output().strip(),
                    "repeat it by hand in that folder");
        }
        return result.output();
    }

    /** With this process' terminal; returns the exit code. */
    public int runInForeground(Folder folder, List<String> arguments) {
        return Processes.runInForeground(command(folder, arguments), environment());
    }

    private List<String> command(Folder folder, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                "docker",
                "compose",
                "--project-directory",
                settings.root().resolve(folder.path()).toString()));
        command.addAll(arguments);
        return command;
    }

    private Map<String, String> environment() {
        return StackEnvironment.forContainers(settings);
    }
}
