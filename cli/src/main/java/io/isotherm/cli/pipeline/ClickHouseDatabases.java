package io.isotherm.cli.pipeline;

import io.isotherm.cli.connection.AdminStatements;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.connection.SqlScript;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the statements of {@code clickhouse-docker/init/*.sql}, and those that dashboards of the demos need, {@code
 * demo/<database>/dashboard/views.sql}. They change nothing when repeated.
 */
final class ClickHouseDatabases {
    private final Connections connections;

    ClickHouseDatabases(Connections connections) {
        this.connections = connections;
    }

    void createMissing() {
        AdminStatements clickHouse = new AdminStatements(
                connections, "cannot create the ClickHouse databases", "see ./isotherm logs clickhouse");
        Path root = connections.settings().root();
        try {
            for (Path script : scripts(root)) {
                SqlScript.read(script).forEach(clickHouse::execute);
            }
        } catch (IOException e) {
            throw CliException.failed("cannot read the SQL below " + root + ": " + Cause.of(e), "restore it", e);
        }
    }

    /** In the order in which they run: views of a demo need the databases. */
    static List<Path> scripts(Path root) throws IOException {
        List<Path> scripts = new ArrayList<>();
        for (Path file : sorted(root.resolve("clickhouse-docker/init"))) {
            if (file.toString().endsWith(".sql")) {
                scripts.add(file);
            }
        }
        Path demos = root.resolve("demo");
        for (Path demo : Files.isDirectory(demos) ? sorted(demos) : List.<Path>of()) {
            Path views = demo.resolve("dashboard/views.sql");
            if (Files.exists(views)) {
                scripts.add(views);
            }
        }
        return scripts;
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.sorted().toList();
        }
    }
}
