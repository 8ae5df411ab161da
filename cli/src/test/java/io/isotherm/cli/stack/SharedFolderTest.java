package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFolderTest {
    @TempDir
    private Path root;

    @Test
    void servicesSeeTheLastContentUnderTheirOwnPath() throws IOException {
        SharedFolder folder = new SharedFolder(root.resolve("run/containers"), "/opt/isotherm/run");

        folder.write("tables.yaml", "old");
        assertThat(folder.write("tables.yaml", "new")).isEqualTo("/opt/isotherm/run/tables.yaml");

        assertThat(folder.here().resolve("tables.yaml")).hasContent("new");
        try (var files = Files.list(folder.here())) {
            assertThat(files).hasSize(1);
        }
        assertThat(Files.getPosixFilePermissions(folder.here().resolve("tables.yaml")))
                .contains(PosixFilePermission.OTHERS_READ);
    }
}
