package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What dbt does not render, and adds up by itself, repeats the formula of the macro: named queries and the dashboard.
 */
class CtrDefinitionTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void queriesComputeCtrAsTheMacroDoes() throws IOException {
        String formula = formula();
        try (Stream<Path> files = Files.walk(ROOT.resolve("demo/adtech"))) {
            List<Path> computing = files.filter(file -> file.toString().endsWith(".sql"))
                    .filter(file -> read(file).contains("all_clicks /"))
                    .toList();
            assertThat(computing).hasSizeGreaterThan(5).allSatisfy(file -> assertThat(
                            read(file).split(Pattern.quote("all_clicks / all_impressions"), -1))
                    .hasSameSizeAs(read(file).split(Pattern.quote(formula), -1)));
        }
    }

    private static String formula() throws IOException {
        return Files.readAllLines(ROOT.resolve("sql/macros/adtech/kpis.sql")).stream()
                .dropWhile(line -> !line.contains("macro ctr("))
                .skip(1)
                .findFirst()
                .orElseThrow()
                .strip()
                .replace("{{ impressions }}", "all_impressions")
                .replace("{{ clicks }}", "all_clicks");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
