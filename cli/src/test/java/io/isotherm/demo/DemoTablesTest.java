package io.isotherm.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTablesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @TempDir
    private Path folder;

    private Settings settings(String tables) throws IOException {
        Path file = Files.writeString(folder.resolve("tables.yaml"), tables);
        return Settings.load(folder, Map.of("ISOTHERM_TABLES", file.toString()));
    }

    @Test
    void sourcesAreAppendedAndTheRestStaysAsItIs() throws IOException {
        String before = "# mine\nsources:\n  shop:   # the first\n    tables: [public.*]";
        Settings settings = settings(before);
        List<Demo> demos =
                Demo.names(ROOT).stream().map(name -> Demo.named(ROOT, name)).toList();

        for (Demo demo : demos) {
            assertThat(DemoTables.add(settings, demo)).as(demo.name()).isTrue();
        }

        String after = Files.readString(settings.tablesFile());
        assertThat(after).startsWith(before);
        assertThat(TablesConfig.parse("after", after).databases())
                .startsWith("shop")
                .containsAll(demos.stream().map(Demo::name).toList());
        assertThat(DemoTables.add(settings, demos.get(0))).as("once more").isFalse();
        assertThat(Files.readString(settings.tablesFile())).isEqualTo(after);
    }

    @Test
    void aFileThatCannotBeAppendedToIsLeftAsItIs() throws IOException {
        String flow = "sources: {shop: {tables: [public.*]}}\n";
        Settings settings = settings(flow);
        Demo demo = Demo.named(ROOT, Demo.names(ROOT).get(0));

        assertThatThrownBy(() -> DemoTables.add(settings, demo))
                .isInstanceOfSatisfying(CliException.class, failure -> assertThat(failure.remedy())
                        .isEqualTo("add them below \"sources:\" by hand"));
        assertThat(Files.readString(settings.tablesFile())).isEqualTo(flow);
    }
}
