package io.isotherm.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tables that cannot be compared, for their rows cannot be told apart. */
class TableVerifierTest {
    private static final TargetColumn ID = new TargetColumn("id", "Int32");

    @Test
    void aTableWithoutAKey() {
        assertThat(obstacle(List.of(), ID)).startsWith("it has no primary key");
    }

    @Test
    void aKeyThatClickHouseDoesNotHave() {
        assertThat(obstacle(List.of("id", "part"), ID)).isEqualTo("key columns are not in ClickHouse: [part]");
    }

    /** After a key was extended, rows from before have no value there: they were taken for those of another key. */
    @Test
    void aKeyThatMayHaveNoValueInClickHouse() {
        assertThat(obstacle(List.of("id", "part"), ID, new TargetColumn("part", "Nullable(Int32)")))
                .isEqualTo("key columns have no values for some rows in ClickHouse: [part]");
        assertThat(obstacle(List.of("id", "part"), ID, new TargetColumn("part", "Int32")))
                .isNull();
    }

    private static String obstacle(List<String> key, TargetColumn... stored) {
        ReplicatedTable table = new ReplicatedTable(
                new TableId("shop", "public", "t"), TableSettings.DEFAULTS, List.of(), key, List.of(), null);
        return TableVerifier.obstacle(
                table, Stream.of(stored).collect(Collectors.toMap(TargetColumn::name, Function.identity())));
    }
}
