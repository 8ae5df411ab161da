package io.isotherm.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.source.TableTrouble;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConnectorWatchTest {
    private static final TablesConfig APPLIED =
            TablesConfig.parse("tables.yaml", "sources: {shop: {tables: [public.*]}, office: {tables: [public.*]}}");
    private static final TableTrouble TROUBLE =
            TableTrouble.leftOut(TableId.of("shop", "public.orders"), "year", "has a name that is taken", "rename it");

    private final Map<String, String> states =
            new TreeMap<>(Map.of("isotherm-shop", "RUNNING", "isotherm-office", "RUNNING"));
    private final List<String> asked = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final ConnectorWatch watch = new ConnectorWatch(states::get, () -> APPLIED, this::takeOut, said::add);

    private List<TableTrouble> takeOut(String database, TablesConfig applied) {
        asked.add(database);
        return List.of(TROUBLE);
    }

    @Test
    void aConnectorThatStaysFailedGoesOnWithoutTheTable() {
        states.put("isotherm-shop", "FAILED: two fields of one name");

        watch.look();
        assertThat(asked).as("a command may be about to mend it").isEmpty();
        watch.look();

        assertThat(asked).containsExactly("shop");
        assertThat(said)
                .containsExactly(
                        "public.orders had stopped the connector of shop with all its tables, and is left out now:"
                                + " column year has a name that is taken",
                        "  -> rename it; then ./isotherm apply");
    }

    @Test
    void aConnectorThatRunsAgainIsLeftAlone() {
        states.put("isotherm-shop", "FAILED: for a moment");
        watch.look();
        states.put("isotherm-shop", "RUNNING");
        watch.look();
        states.put("isotherm-shop", "FAILED: for another moment");
        watch.look();

        assertThat(asked).isEmpty();
    }
}
