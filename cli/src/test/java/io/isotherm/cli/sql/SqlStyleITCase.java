package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The SQL of silver and gold as sqlfluff wants it, in ClickHouse's dialect and by the rules of {@code sql/.sqlfluff}. */
@Tag("static")
class SqlStyleITCase {
    @Test
    void lintsWithoutAFinding() throws Exception {
        Path root = Path.of("").toAbsolutePath().getParent();
        Settings settings = Settings.load(root, System.getenv());
        ProcessBuilder install =
                new ProcessBuilder("bash", root.resolve("local/install.sh").toString(), "sqlfluff").inheritIO();
        install.environment().put("ISOTHERM_CACHE", settings.cache().toString());
        assertThat(install.start().waitFor()).isZero();

        Process lint = new ProcessBuilder(
                        settings.cache()
                                .resolve("dist/venv-sqlfluff/bin/sqlfluff")
                                .toString(),
                        "lint",
                        "--processes",
                        "2",
                        "--disable-progress-bar",
                        "models",
                        "tests")
                .directory(root.resolve("sql").toFile())
                .redirectErrorStream(true)
                .start();
        String findings = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(lint.waitFor()).as(findings).isZero();
    }
}
