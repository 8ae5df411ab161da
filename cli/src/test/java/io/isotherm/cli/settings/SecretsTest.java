package io.isotherm.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    private Path folder;

    @Test
    void areReadableByTheirOwnerOnly() throws IOException {
        Path home = folder.resolve("home");
        Secrets secrets = new Secrets(home);

        secrets.generateMissing();

        assertThat(permissions(home)).isEqualTo("rwx------");
        assertThat(permissions(secrets.folder())).isEqualTo("rwx------");
        for (Secret secret : Secret.values()) {
            assertThat(permissions(secrets.file(secret))).isEqualTo("rw-------");
            assertThat(secrets.get(secret)).isNotBlank().doesNotContain("\n");
        }
        assertThat(Base64.getUrlDecoder().decode(secrets.get(Secret.AIRFLOW_FERNET_KEY)))
                .hasSize(32);
    }

    @Test
    void areGeneratedOnce() {
        Secrets secrets = new Secrets(folder);
        secrets.generateMissing();
        String before = secrets.get(Secret.POSTGRES_PASSWORD);

        secrets.generateMissing();

        assertThat(secrets.get(Secret.POSTGRES_PASSWORD)).isEqualTo(before);
        assertThat(new Secrets(folder.resolve("other")).folder()).doesNotExist();
    }

    @Test
    void missingSecretNamesTheRemedy() {
        assertThatThrownBy(() -> new Secrets(folder).get(Secret.HASH_SALT))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.remedy()).contains("./isotherm up"))
                .hasMessageContaining("hash_salt");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
