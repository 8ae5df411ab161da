package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.repository.Linters;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The SQL of silver and gold as sqlfluff wants it, in ClickHouse's dialect and by the rules of {@code sql/.sqlfluff}.
 */
@Tag("static")
class SqlStyleITCase {
    @Test
    void lintsWithoutAFinding() throws Exception {
        List<String> arguments = List.of("lint", "--processes", "2", "--disable-progress-bar", "models", "tests");
        assertThat(Linters.installed("sqlfluff").findings("sql", "sqlfluff", arguments))
                .isEmpty();
    }
}
