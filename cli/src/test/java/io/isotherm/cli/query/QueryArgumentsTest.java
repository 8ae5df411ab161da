package io.isotherm.cli.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.error.CliException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryArgumentsTest {
    @ParameterizedTest
    @ValueSource(strings = {"bread --day 2025-03-01 --least=-5", "--day=2025-03-01 bread --least -5"})
    void findsTheNameAmongTheValues(String line) {
        assertThat(QueryArguments.parse(List.of(line.split(" "))))
                .isEqualTo(new QueryArguments("bread", Map.of("--day", "2025-03-01", "--least", "-5")));
    }

    @Test
    void takesValuesAsTheyAre() {
        assertThat(QueryArguments.parse(List.of("bread", "--name=a=b --c", "--title", "")))
                .isEqualTo(new QueryArguments("bread", Map.of("--name", "a=b --c", "--title", "")));
        assertThat(QueryArguments.parse(List.of()).name()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "bread rolls, 'there are two names of queries, bread and rolls'",
        "bread --day, --day has no value",
        "bread --day --least 5, --day has no value",
        "bread --day=1 --day 2, --day is given twice"
    })
    void refusesWhatItCannotTellApart(String line, String problem) {
        assertThatThrownBy(() -> QueryArguments.parse(List.of(line.split(" "))))
                .isInstanceOf(CliException.class)
                .hasMessage(problem);
    }
}
