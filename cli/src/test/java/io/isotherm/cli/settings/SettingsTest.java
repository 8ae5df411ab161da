package io.isotherm.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    private Path root;

    @Test
    void environmentWinsOverFileAndFileOverDefault() throws IOException {
        dotEnv("KAFKA_PORT=19092", "export POSTGRES_PORT='15433'  ", "# comment", "", "KAFKA_HEAP=1g # big");

        Settings settings = Settings.load(root, Map.of("KAFKA_PORT", "29092"));

        assertThat(settings.number(Setting.KAFKA_PORT)).isEqualTo(29_092);
        assertThat(settings.number(Setting.POSTGRES_PORT)).isEqualTo(15_433);
        assertThat(settings.text(Setting.KAFKA_HEAP)).isEqualTo("1g");
        assertThat(settings.number(Setting.CLICKHOUSE_HTTP_PORT)).isEqualTo(8123);
    }

    @Test
    void foldersAreAbsolute() {
        Settings settings = Settings.load(root, Map.of("XDG_CACHE_HOME", "/caches"));

        assertThat(settings.home()).isEqualTo(root.resolve(".isotherm"));
        assertThat(settings.cache()).isEqualTo(Path.of("/caches/isotherm"));
        assertThat(Settings.load(root, Map.of()).cache())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/isotherm"));
        assertThat(Settings.load(root, Map.of("HOME", "/homes/one")).cache())
                .as("where local/install.sh installs")
                .isEqualTo(Path.of("/homes/one/.cache/isotherm"));
    }

    @Test
    void unknownKeyIsRefusedWithASuggestion() throws IOException {
        dotEnv("KAFKA_PROT=9092");

        assertThatThrownBy(() -> Settings.load(root, Map.of()))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("KAFKA_PROT")
                .hasMessageContaining("did you mean 'KAFKA_PORT'");
    }

    @Test
    void everyMistakeIsReportedAtOnce() throws IOException {
        dotEnv(
                "KAFKA_PORT=70000",
                "DEMO_SCALE=none",
                "CONNECT_HEAP=512",
                "MINIO_PORT=8123",
                "ISOTHERM_DAG_START_DATE=soon",
                "ISOTHERM_ON_FAILURE=mail",
                "what is this");

        assertThatThrownBy(() -> Settings.load(root, Map.of()))
                .hasMessageContaining("KAFKA_PORT is \"70000\"")
                .hasMessageContaining("DEMO_SCALE is \"none\"")
                .hasMessageContaining("CONNECT_HEAP is \"512\"")
                .hasMessageContaining("ISOTHERM_DAG_START_DATE is \"soon\"")
                .hasMessageContaining("ISOTHERM_ON_FAILURE is \"mail\"")
                .hasMessageContaining("CLICKHOUSE_HTTP_PORT and MINIO_PORT are both 8123")
                .hasMessageContaining("line 7 is not NAME=value");
    }

    @Test
    void exampleListsEverySettingWithItsDefault() throws IOException {
        Path example = Path.of("..", ".env.example");

        Map<String, String> values = DotEnv.read(example).values();

        assertThat(values).hasSize(Setting.values().length);
        for (Setting setting : Setting.values()) {
            assertThat(values).containsEntry(setting.name(), setting.defaultText());
        }
    }

    private void dotEnv(String... lines) throws IOException {
        Files.write(root.resolve(".env"), java.util.List.of(lines));
    }
}
