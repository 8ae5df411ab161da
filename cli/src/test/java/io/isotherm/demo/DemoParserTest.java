package io.isotherm.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoParserTest {
    @TempDir
    private Path root;

    private Demo parse(String yaml) throws IOException {
        Path folder = Files.createDirectories(root.resolve("demo/bakery"));
        Files.writeString(folder.resolve("demo.yaml"), yaml);
        return Demo.named(root, "bakery");
    }

    @Test
    void optionsSayWhatTheyTake() throws IOException {
        Demo demo = parse("""
                description: A bakery
                tables: [loaves]
                scale: 10 bakers
                options:
                  loaves: {description: Loaves, default: 100, most: 5000}
                  burnt: {description: Share that is burnt, default: 0.1, most: 1}
                additions:
                  loaves: {baker-id: {description: Whose}}
                """);

        assertThat(demo.name()).isEqualTo("bakery");
        DemoOption loaves = demo.options().get(0);
        assertThat(loaves.problemWith(new BigDecimal("5000"))).isEmpty();
        assertThat(loaves.problemWith(new BigDecimal("5001")))
                .contains("--loaves is 5001, expected a whole number from 0 to 5000");
        assertThat(loaves.problemWith(new BigDecimal("0.5"))).isPresent();
        assertThat(demo.options().get(1).problemWith(new BigDecimal("0.5"))).isEmpty();
        assertThat(demo.options().get(1).problemWith(new BigDecimal("-0.5")))
                .contains("--burnt is -0.5, expected a number from 0 to 1");
        assertThat(demo.additions().get("loaves").get(0).setting()).isEqualTo("isotherm.baker_id");
    }

    @Test
    void allMistakesAreReportedTogether() {
        assertThatThrownBy(() -> parse("""
                        descripton: A bakery
                        tables: []
                        options: {Loaves: {default: many}}
                        statistics: {Loaves: 5}
                        """))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("unknown key descripton of the file; did you mean 'description'?")
                .hasMessageContaining("tables names none")
                .hasMessageContaining("options.Loaves is no name of an option")
                .hasMessageContaining("options.Loaves.default is many, expected a number")
                .hasMessageContaining("statistics.Loaves is 5, expected a text");
    }

    @Test
    void anUnknownDemoIsNamedWithTheNearest() throws IOException {
        Files.writeString(Files.createDirectories(root.resolve("demo/bakery")).resolve("demo.yaml"), "{}");

        assertThatThrownBy(() -> Demo.named(root, "bakry"))
                .hasMessageContaining("there is no demo bakry; did you mean 'bakery'?");
    }
}
