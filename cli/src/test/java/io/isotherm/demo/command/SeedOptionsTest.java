package io.isotherm.demo.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.demo.DemoOption;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class SeedOptionsTest {
    private static final List<DemoOption> KNOWN = List.of(
            new DemoOption("loaves", "Loaves", BigDecimal.TEN, null),
            new DemoOption("burnt-share", "Share", new BigDecimal("0.1"), BigDecimal.ONE));
    private static final List<DemoOption> REQUIRED = List.of(new DemoOption("baker-id", "Whose", null, null));

    private static Map<String, BigDecimal> parse(List<DemoOption> known, String... arguments) {
        return SeedOptions.parse(new CommandLine(new SeedCommand()), known, List.of(arguments));
    }

    @Test
    void valuesFollowWithASpaceOrAnEqualsSign() {
        assertThat(parse(KNOWN, "--loaves", "5", "--burnt-share=0.25"))
                .containsOnly(Map.entry("loaves", new BigDecimal(5)), Map.entry("burnt-share", new BigDecimal("0.25")));
        assertThat(parse(KNOWN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --loafs 5           | unknown option --loafs; did you mean '--loaves'?
            --loaves            | --loaves is "", expected a number
            --loaves many       | --loaves is "many", expected a number
            --loaves 1.5        | --loaves is 1.5, expected a whole number from 0
            --burnt-share=2     | --burnt-share is 2, expected a number from 0 to 1
            --loaves x --burnt 1 | --loaves is "x"
            --loaves x --burnt 1 | unknown option --burnt
            stray               | unknown option stray
            """)
    void mistakesAreNamedTogether(String arguments, String message) {
        assertThatThrownBy(() -> parse(KNOWN, arguments.strip().split(" ")))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anOptionWithoutADefaultMustBeGiven() {
        assertThatThrownBy(() -> parse(REQUIRED)).hasMessage("--baker-id is missing: Whose");
        assertThatThrownBy(() -> parse(List.of(), "--loaves", "1"))
                .hasMessage("unknown option --loaves; this demo has none of its own");
    }
}
