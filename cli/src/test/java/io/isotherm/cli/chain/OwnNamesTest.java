package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link TestStack#own} makes a name that no other run has; that no other class has it is held here. */
class OwnNamesTest {
    private static final Pattern OWN = Pattern.compile("own\\(\"([a-z_]+)\"\\)");

    /** Two classes had a table "large": hot still had the rows of one when the other made it. */
    @Test
    void noTwoClassesUseOneName() throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            names = files.filter(file -> file.toString().endsWith("Case.java"))
                    .flatMap(OwnNamesTest::namesIn)
                    .collect(Collectors.toList());
        }
        assertThat(names).contains("oversized").doesNotHaveDuplicates();
    }

    private static Stream<String> namesIn(Path file) {
        try {
            return OWN.matcher(Files.readString(file)).results().map(found -> found.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
