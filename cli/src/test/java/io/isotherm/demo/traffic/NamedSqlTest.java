package io.isotherm.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamedSqlTest {
    @Test
    void parametersAreNumberedInOrder() {
        assertThat(NamedSql.of("SELECT :b, (:a)[1], :b::text FROM t"))
                .isEqualTo(new NamedSql("SELECT ?, (?)[1], ?::text FROM t", List.of("b", "a", "b")));
    }

    @Test
    void quotesCommentsAndOperatorsStayAsTheyAre() {
        assertThat(NamedSql.of("SELECT ':no', 'it''s :no', \":no\", x[1:2], '$1' -- :no\n, j ? 'k', :yes"))
                .isEqualTo(new NamedSql(
                        "SELECT ':no', 'it''s :no', \":no\", x[1:2], '$1' -- :no\n, j ?? 'k', ?", List.of("yes")));
    }
}
