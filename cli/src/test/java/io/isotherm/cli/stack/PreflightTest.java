package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Finding.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightTest {
    @TempDir
    private Path root;

    @Test
    void portInUseNamesServiceProgramAndRemedy() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Settings settings = Settings.load(root, Map.of("POSTGRES_PORT", String.valueOf(taken.getLocalPort())));

            List<Finding> failed = new Preflight(settings)
                    .check(EnumSet.of(Service.POSTGRES)).stream()
                            .filter(finding -> finding.subject().startsWith("port"))
                            .toList();

            assertThat(failed).singleElement().satisfies(finding -> {
                assertThat(finding.level()).isEqualTo(Level.FAIL);
                assertThat(finding.subject()).isEqualTo("port " + taken.getLocalPort());
                assertThat(finding.detail())
                        .contains("postgres", "pid " + ProcessHandle.current().pid());
                assertThat(finding.remedy()).contains("POSTGRES_PORT");
            });
        }
    }

    @Test
    void homeWithATooLongPathIsRefused() {
        Settings settings = Settings.load(root, Map.of("ISOTHERM_HOME", "x".repeat(100)));

        assertThat(new Preflight(settings).check(EnumSet.noneOf(Service.class))).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.detail()).contains("longer than a Unix socket may be");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
            /srv/it's here | '
            /home/jürgen   | ü
            /srv/a,b:c     | ,:
            /srv/R&D <50%> | &<%>
            """)
    void charactersThatServersCannotHaveInAPathAreNamed(String home, String odd) {
        Settings settings = Settings.load(root, Map.of("ISOTHERM_HOME", home, "ISOTHERM_CACHE", "/srv/cache"));

        assertThat(new Preflight(settings).check(EnumSet.noneOf(Service.class)))
                .filteredOn(finding -> finding.subject().equals("ISOTHERM_HOME"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.FAIL);
                    assertThat(finding.detail()).contains("\"" + odd + "\"", home);
                    assertThat(finding.remedy()).contains("move it");
                });
    }

    @Test
    void aPathMayHaveSpaces() {
        Settings settings = Settings.load(
                root, Map.of("ISOTHERM_HOME", "/srv/My Projects (new) @a~1+b=c-d_e.f", "ISOTHERM_CACHE", "/srv/cache"));

        assertThat(new Preflight(settings).check(EnumSet.noneOf(Service.class)))
                .noneMatch(finding -> finding.subject().equals("ISOTHERM_HOME"));
    }

    @Test
    void aStackWithDataComesUpWhereItIsTightAndANewOneDoesNot() throws IOException {
        Path home = root.resolve("home");
        Settings settings = Settings.load(root, Map.of("ISOTHERM_HOME", home.toString()));
        Preflight.Room fresh = new Preflight(settings).roomForHome();
        Files.createDirectories(home.resolve("data"));
        Preflight.Room again = new Preflight(settings).roomForHome();

        long oneGib = 1L << 30;
        assertThat(fresh.of("disk", home, oneGib).level()).isEqualTo(Level.FAIL);
        assertThat(again.of("disk", home, oneGib).level()).isEqualTo(Level.WARN);
        assertThat(again.of("disk", home, 4 * oneGib).level()).isEqualTo(Level.OK);
        assertThat(again.of("disk", home, 0)).satisfies(full -> {
            assertThat(full.level()).isEqualTo(Level.FAIL);
            assertThat(full.remedy()).contains("make room for 3.00 GiB");
        });
    }
}
