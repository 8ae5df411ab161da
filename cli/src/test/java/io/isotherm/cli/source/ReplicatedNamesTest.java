package io.isotherm.cli.source;

import static io.isotherm.cli.source.ReplicationPlanTest.ID;
import static io.isotherm.cli.source.ReplicationPlanTest.plan;
import static io.isotherm.cli.source.ReplicationPlanTest.table;
import static io.isotherm.cli.source.ReplicationPlanTest.troubles;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.source.SourceTable.Column;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names that stand in the way of a table. */
class ReplicatedNamesTest {
    @Test
    void aTableMayNotHaveTheNameOfAnothersHistory() {
        SourceTable orders = table("orders", List.of("id"), ID);
        SourceTable named = table("orders_history", List.of("id"), ID);
        String both = "{public.orders: {history: true}}, public.*";

        assertThat(plan("public.*", orders, named).qualifiedNames()).hasSize(2);
        assertThat(troubles(both, orders, named))
                .singleElement()
                .asString()
                .contains("public.orders_history: it has a name that is taken: shop.public.orders_history and the"
                        + " history of shop.public.orders would both be 'shop_orders_history' in ClickHouse");
        assertThat(plan(both, orders, named).qualifiedNames()).containsExactly("public.orders");
        assertThat(plan(Set.of("public.orders_history"), both, orders, named).qualifiedNames())
                .as("what runs stays")
                .containsExactly("public.orders_history");
    }

    @Test
    void namesThatDoNotFitIntoKafkaAndAvroAreNamed() {
        List<String> key = List.of("id");

        assertThat(plan("public.*", table("order-items", key, ID), table("_2019", key, ID), table("Orders", key, ID))
                        .troubles())
                .isEmpty();
        assertThat(plan(
                                "public.*",
                                table("order items", key, ID),
                                table("2019", key, ID),
                                table("order$items", key, ID),
                                table("order.items", key, ID),
                                table("Заказы", key, ID),
                                table("fine", key, ID))
                        .qualifiedNames())
                .containsExactly("public.fine");
        assertThat(troubles("public.*", table("2019", key, ID)))
                .singleElement()
                .asString()
                .contains("it has the name '2019', which does not fit into Kafka and Avro");
    }

    @Test
    void columnsThatBecomeOneAreNamed() {
        SourceTable table = table(
                "t",
                List.of("id"),
                ID,
                text("имя"),
                text("год"),
                text("X$1"),
                text("X#1"),
                text("name"),
                text("Name"),
                text("1st"),
                text("Straße"));

        assertThat(troubles("public.*", table))
                .containsExactly(
                        "public.t: column Name differs from column name by capitals only, and Debezium takes the two"
                                + " for one",
                        "public.t: column год and column имя would both be ___ in Avro",
                        "public.t: column X#1 and column X$1 would both be X_1 in Avro");
        assertThat(troubles(
                        "{public.t: {exclude: [год, X#1]}}",
                        table("t", List.of("id"), ID, text("имя"), text("год"), text("X$1"), text("X#1"))))
                .isEmpty();
    }

    private static Column text(String name) {
        return new Column(name, "text", "text", 'b');
    }

    @Test
    void aColumnMayNotHaveANameOfTheHotTable() {
        SourceTable table = table("t", List.of("id"), ID, text("_version"), text("_Version"));

        assertThat(troubles("public.*", table("t", List.of("id"), ID, text("_version"), text("_part"))))
                .containsExactly("public.t: column _version has a name that the hot table or ClickHouse needs itself");
        assertThat(plan(Set.of("public.t"), "public.*", table("t", List.of("id"), ID, text("_version")))
                        .qualifiedNames())
                .as("runs on with its changes in the dead letters")
                .containsExactly("public.t");
        assertThat(troubles("public.*", table)).hasSize(2);
        assertThat(troubles(
                        "public.*",
                        table(
                                "t",
                                List.of("id"),
                                ID,
                                text("_row_exists"),
                                text("_block_number"),
                                text("_block_offset"),
                                text("_partition_id"))))
                .hasSize(4)
                .allMatch(trouble -> trouble.contains("or ClickHouse needs itself"));
    }

    @Test
    void oneOfTwoTablesWithOneNameInClickHouseRuns() {
        SourceTable one = new SourceTable(new TableId("shop", "a", "b_c"), List.of(ID), List.of("id"));
        SourceTable two = new SourceTable(new TableId("shop", "a_b", "c"), List.of(ID), List.of("id"));

        assertThat(plan("a.*, a_b.*", one, two).qualifiedNames()).containsExactly("a.b_c");
        ReplicationPlan running = plan(Set.of("a_b.c"), "a.*, a_b.*", one, two);
        assertThat(running.qualifiedNames()).containsExactly("a_b.c");
        assertThat(troubles(running))
                .containsExactly("a.b_c: it has a name that is taken: shop.a.b_c and shop.a_b.c would both be"
                        + " 'shop_a_b_c' in ClickHouse");
    }
}
