package io.isotherm.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WideTableTest {
    @ParameterizedTest
    @ValueSource(ints = {5, 20, 100})
    void hasAsManyColumnsAsAskedFor(int columns) {
        WideTable table = new WideTable("wide", columns);

        assertThat(table.valueColumns())
                .hasSize(columns - 1)
                .doesNotHaveDuplicates()
                .startsWith("created_at", "note_02", "amount_03", "state_04");
        assertThat(table.ddl()).contains(table.valueColumns());
    }

    @Test
    void namesWhatTheJobMakesOfIt() {
        WideTable table = new WideTable("wide", 5);

        assertThat(table.topic()).isEqualTo("ecommerce.public.wide");
        assertThat(table.hotTable()).isEqualTo("hot.ecommerce_wide");
        assertThat(table.historyTable()).isEqualTo("hot.ecommerce_wide_history");
    }
}
