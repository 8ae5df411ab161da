package io.isotherm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClickHouseDatabasesTest {
    @Test
    void viewsOfDemosComeAfterTheDatabases(@TempDir Path root) throws IOException {
        for (String name : List.of("demo/bakery/dashboard", "demo/garage/queries", "clickhouse-docker/init")) {
            Files.createDirectories(root.resolve(name));
        }
        Path databases = Files.createFile(root.resolve("clickhouse-docker/init/01_databases.sql"));
        Path views = Files.createFile(root.resolve("demo/bakery/dashboard/views.sql"));
        Files.createFile(root.resolve("demo/README.md"));

        assertThat(ClickHouseDatabases.scripts(root)).containsExactly(databases, views);
    }
}
