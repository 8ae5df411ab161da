package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.CliException;
import io.isotherm.cli.source.SourceTable.Column;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicationPlanTest {
    private static final Column ID = new Column("id", "integer", "int4", 'b');

    private static SourceTable table(String name, List<String> key, Column... columns) {
        return new SourceTable(new TableId("shop", "public", name), List.of(columns), key);
    }

    private static ReplicationPlan plan(String tables, SourceTable... existing) {
        return ReplicationPlan.of(
                TablesConfig.parse("test", "sources: {shop: {tables: [" + tables + "]}}"), "shop", List.of(existing));
    }

    @Test
    void patternSelectsTables() {
        ReplicationPlan plan = plan("public.a*", table("a1", List.of("id"), ID), table("b", List.of("id"), ID));

        assertThat(plan.qualifiedNames()).containsExactly("public.a1");
    }

    @Test
    void everythingThatCannotBeReplicatedIsNamedAtOnce() {
        Column tags = new Column("tags", "text[]", "_text", 'b');
        Column period = new Column("period", "daterange", "daterange", 'r');

        assertThatThrownBy(() -> plan(
                        "public.*",
                        table("keyless", List.of(), ID),
                        table("arrays", List.of("id"), ID, tags),
                        table("ranges", List.of("id"), ID, period)))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("public.keyless has no primary key")
                .hasMessageContaining("public.arrays.tags has the type text[], which is not supported")
                .hasMessageContaining("public.ranges.period has the type daterange");
    }

    @Test
    void onlyTextOutsideTheKeyCanBeHashed() {
        Column code = new Column("code", "text", "text", 'b');
        Column age = new Column("age", "integer", "int4", 'b');
        Column email = new Column("email", "character varying(80)", "varchar", 'b');

        assertThatThrownBy(() ->
                        plan("{public.t: {hash: [code, age, email]}}", table("t", List.of("code"), code, age, email)))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("public.t.code is part of the primary key and cannot be hashed")
                .hasMessageContaining("public.t.age has the type integer and cannot be hashed")
                .hasMessageNotContaining("email");
    }

    @Test
    void excludedColumnMayHaveAnyType() {
        Column tags = new Column("tags", "text[]", "_text", 'b');

        ReplicationPlan plan = plan("{public.t: {exclude: [tags]}}", table("t", List.of("id"), ID, tags));

        assertThat(plan.excludedColumns()).containsExactly("public.t.tags");
    }

    @Test
    void enumIsSupportedWhateverItsName() {
        Column status = new Column("status", "order_status", "order_status", 'e');

        assertThat(plan("public.*", table("t", List.of("id"), ID, status)).isEmpty())
                .isFalse();
    }

    @Test
    void theColumnOfDaysHasToSayDays() {
        Column at = new Column("at", "bigint", "int8", 'b');
        Column on = new Column("on", "date", "date", 'b');
        Column no = new Column("no", "smallint", "int2", 'b');
        SourceTable table = table("t", List.of("id"), ID, at, on, no);

        assertThat(plan("{public.t: {partition_by: {column: at, unit: us}}}", table)
                        .isEmpty())
                .isFalse();
        assertThat(plan("{public.t: {partition_by: {column: id, unit: s}}}", table)
                        .isEmpty())
                .isFalse();
        assertThat(plan("{public.t: {partition_by: on}}", table).isEmpty()).isFalse();
        assertThatThrownBy(() -> plan("{public.t: {partition_by: at}}", table))
                .hasMessageContaining("public.t.at is of type bigint, and tables.yaml does not say what it counts;"
                        + " write partition_by: {column: at, unit: ms} if it counts ms since 1970");
        assertThatThrownBy(() -> plan("{public.t: {partition_by: id}}", table))
                .hasMessageContaining("write partition_by: {column: id, unit: s} if it counts s since 1970");
        assertThatThrownBy(() -> plan("{public.t: {partition_by: {column: id, unit: ms}}}", table))
                .hasMessageContaining("public.t.id is of type integer, which holds 'unit: ms' of January 1970 only;"
                        + " write partition_by: {column: id, unit: s}");
        assertThatThrownBy(() -> plan("{public.t: {partition_by: {column: on, unit: s}}}", table))
                .hasMessageContaining("public.t.on is of type date, which has no unit: write partition_by: on");
        assertThatThrownBy(() -> plan("{public.t: {partition_by: no}}", table))
                .hasMessageContaining("public.t.no is of type smallint, but partition_by needs a date, a timestamp, or"
                        + " an int4 or int8");
    }

    @Test
    void misspeltNamesAreRefused() {
        assertThatThrownBy(() -> plan("{public.t: {exclude: [nothing]}}, public.gone", table("t", List.of("id"), ID)))
                .hasMessageContaining("there is no column public.t.nothing")
                .hasMessageContaining("there is no table public.gone");
    }

    @Test
    void aTableMayNotHaveTheNameOfAnothersHistory() {
        SourceTable orders = table("orders", List.of("id"), ID);
        SourceTable named = table("orders_history", List.of("id"), ID);

        assertThat(plan("public.*", orders, named).qualifiedNames()).hasSize(2);
        assertThatThrownBy(() -> plan("{public.orders: {history: true}}, public.*", orders, named))
                .hasMessageContaining("shop.public.orders_history and the history of shop.public.orders would both be"
                        + " 'shop_orders_history' in ClickHouse");
    }

    @Test
    void primaryKeyCannotBeExcluded() {
        assertThatThrownBy(() -> plan("{public.t: {exclude: [id]}}", table("t", List.of("id"), ID)))
                .hasMessageContaining("public.t.id is part of the primary key");
    }
}
