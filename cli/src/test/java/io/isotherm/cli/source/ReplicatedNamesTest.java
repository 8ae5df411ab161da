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

    /** What is advised has to be accepted as it stands. */
    @Test
    void theAdviceForAnOddNameCanBeCopied() {
        for (String name : List.of(
                "order items",
                "2019",
                "order.items",
                "Заказы",
                "it's \"so\"",
                "a,b",
                "[x]",
                "#x",
                "a: b",
                "back\\s",
                "two\nlines",
                "tab\t",
                "{x}",
                "!x",
                " x ")) {
            SourceTable odd = table(name, List.of("id"), ID);
            String skip = advice(plan("public.*", odd), "skip: ");
            assertThat(troubles("public.*], " + skip.substring(0, skip.length() - 1), odd))
                    .as(skip)
                    .isEmpty();
        }
        for (String name : List.of(
                "Order Date",
                "2nd",
                "007",
                "null",
                "True",
                "~",
                "1.50",
                "it's",
                "a,b",
                "%Rate",
                "a # b",
                "*",
                "-",
                "@x")) {
            SourceTable odd = table("t", List.of("id"), ID, new Column(name, "int[]", "_int4", 'b'));
            String exclude = advice(plan("{public.t: {on_unsupported: report}}", odd), "exclude: ");
            assertThat(troubles("{public.t: {" + exclude + "}}", odd))
                    .as(exclude)
                    .isEmpty();
        }
    }

    /** Its values were read as those of the type that hides it, and the connector failed at the first that was none. */
    @Test
    void aTypeThatIsHiddenByAnotherOneOfItsNameIsNamed() {
        SourceTable table = table("t", List.of("id"), ID, new Column("v", "public.int4", "text", Column.HIDDEN));

        ReplicationPlan plan = plan(Set.of("public.t"), "public.*", table);
        assertThat(plan.isEmpty()).isTrue();
        assertThat(troubles(plan))
                .containsExactly("public.t: column v has the type public.int4, and Debezium takes it for another one of"
                        + " that name");
        assertThat(troubles("{public.t: {on_unsupported: exclude}}", table)).isEmpty();
    }

    private static String advice(ReplicationPlan plan, String key) {
        String remedy = plan.troubles().get(0).remedy();
        String from = remedy.substring(remedy.indexOf(key));
        return from.substring(0, from.lastIndexOf(']') + 1);
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
