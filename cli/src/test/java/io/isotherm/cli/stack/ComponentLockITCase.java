package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the poms resolve is what {@code local/checksums.sha256} names. Where the components are in the cache nobody else
 * would notice a difference, and every new machine would fail to install.
 */
@Tag("static")
class ComponentLockITCase {
    @Test
    void namesTheFilesThatThePomsResolve() throws Exception {
        Path root = Path.of("").toAbsolutePath().getParent();
        Process check = new ProcessBuilder("bash", root.resolve("local/lock.sh").toString(), "--check")
                .redirectErrorStream(true)
                .start();
        String differences = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(differences).isZero();
    }
}
