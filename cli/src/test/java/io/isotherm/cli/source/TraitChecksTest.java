package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.source.SourceTable.Column;
import io.isotherm.cli.source.SourceTable.Identity;
import io.isotherm.cli.source.SourceTable.Keys;
import io.isotherm.job.table.TableId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraitChecksTest {
    private static final Column ID = ReplicationPlanTest.ID;
    static final Column UID = new Column("uid", "uuid", "uuid", 'b', false, true);
    static final Column CODE = new Column("code", "text", "text", 'b', false, true);
    static final Column TWICE = new Column("twice", "integer", "int4", 'b', true, false);
    static final String REFUSED = ", so Postgres would refuse its UPDATE and DELETE once it is replicated";

    private static SourceTable table(List<Column> columns, List<String> key, Identity... identities) {
        return new SourceTable(
                new TableId("shop", "public", "t"),
                columns,
                Keys.primary(key),
                Arrays.asList(identities),
                List.of(),
                false);
    }

    static Identity identity(char kind, String... columns) {
        return new Identity("public.t", kind, List.of(columns), true, false);
    }

    private static List<String> troubles(SourceTable table) {
        List<String> fresh = troubles(Set.of(), table);
        assertThat(troubles(Set.of("public.t"), table)).as("as it runs").isEqualTo(fresh);
        return fresh;
    }

    private static List<String> troubles(Set<String> published, SourceTable table) {
        ReplicationPlan plan = ReplicationPlanTest.plan(published, "public.*", table);
        assertThat(plan.isEmpty()).as("left out").isEqualTo(!plan.troubles().isEmpty());
        return plan.troubles().stream()
                .map(trouble -> trouble.sentence() + " -> " + trouble.remedy())
                .toList();
    }

    @Test
    void identitiesThatNameEveryRowByItsKeyAreFine() {
        List<Column> columns = List.of(ID, UID);
        assertThat(troubles(table(columns, List.of("id"), identity('d', "id")))).isEmpty();
        assertThat(troubles(table(columns, List.of("id"), identity('f')))).isEmpty();
        assertThat(troubles(table(columns, List.of("id"), identity('i', "uid", "id"))))
                .isEmpty();
        assertThat(troubles(table(List.of(ID, TWICE), List.of("id"), identity('d', "id"))))
                .isEmpty();
        assertThat(troubles(table(columns, List.of("id"))))
                .as("no partition yet")
                .isEmpty();
    }

    @Test
    void withoutAnIdentityTheSourceCouldNotBeChanged() {
        List<Column> columns = List.of(ID, UID);
        assertThat(troubles(table(columns, List.of("id"), identity('n'))))
                .containsExactly("it has REPLICA IDENTITY NOTHING" + REFUSED
                        + " -> ALTER TABLE \"public\".\"t\" REPLICA IDENTITY DEFAULT");
        assertThat(troubles(table(columns, List.of("id"), identity('i'))))
                .containsExactly("it has a replica identity by an index that is gone" + REFUSED
                        + " -> ALTER TABLE \"public\".\"t\" REPLICA IDENTITY DEFAULT");
    }

    @Test
    void whatIsUnloggedIsNamed() {
        Identity part = new Identity("public.t_1", Identity.UNLOGGED, List.of(), true, false);
        Identity other = new Identity("public.t_2", Identity.UNLOGGED, List.of(), true, false);
        String reason = ", so Postgres writes nothing of its changes to the log -> ALTER TABLE \"public\".";

        assertThat(troubles(table(List.of(ID), List.of("id"), identity(Identity.UNLOGGED))))
                .containsExactly("it is unlogged" + reason + "\"t\" SET LOGGED, or skip: [public.t]");
        assertThat(troubles(table(List.of(ID), List.of("id"), identity('d', "id"), part, other)))
                .containsExactly("it has the unlogged partition public.t_1 and 1 more" + reason
                        + "\"t_1\" SET LOGGED; and so for each, or skip: [public.t]");
    }

    @Test
    void aKeylessTableIsNamedOnce() {
        assertThat(troubles(table(List.of(ID), List.of(), identity('d'))))
                .singleElement()
                .asString()
                .startsWith("it has no primary key");
    }

    @Test
    void anIndexWithoutTheKeyWouldLoseDeletes() {
        assertThat(troubles(table(List.of(ID, UID), List.of("id"), identity('i', "uid"))))
                .containsExactly(
                        "it has a replica identity by an index without key column id, so a DELETE would not say"
                                + " which row it is -> ALTER TABLE \"public\".\"t\" REPLICA IDENTITY DEFAULT");
    }

    @Test
    void aGeneratedColumnIsNoIdentity() {
        assertThat(troubles(table(List.of(ID, TWICE), List.of("id", "twice"), identity('d', "id", "twice"))))
                .containsExactly(
                        "column twice is generated and part of the primary key, and Postgres does not send it"
                                + " -> ALTER TABLE \"public\".\"t\" ALTER COLUMN \"twice\" DROP EXPRESSION, or skip: [public.t]");
        assertThat(troubles(table(List.of(ID, TWICE), List.of("id"), identity('f'))))
                .containsExactly("it has REPLICA IDENTITY FULL with generated column twice" + REFUSED
                        + " -> ALTER TABLE \"public\".\"t\" REPLICA IDENTITY DEFAULT");
        assertThat(troubles(table(List.of(ID, TWICE), List.of("id"), identity('i', "id", "twice"))))
                .containsExactly("it has a replica identity with generated column twice" + REFUSED
                        + " -> ALTER TABLE \"public\".\"t\" REPLICA IDENTITY DEFAULT");
        assertThat(troubles(table(
                        List.of(ID, TWICE), List.of("id"), new Identity("public.t", 'f', List.of(), false, false))))
                .as("Postgres 17 and older")
                .isEmpty();
    }

    @Test
    void partitionsHaveIdentitiesOfTheirOwn() {
        assertThat(troubles(table(
                        List.of(ID),
                        List.of("id"),
                        new Identity("public.t_1", 'd', List.of("id"), true, false),
                        new Identity("public.t_2", 'n', List.of(), true, false),
                        new Identity("old.t_3", 'n', List.of(), true, false))))
                .containsExactly("it has REPLICA IDENTITY NOTHING in partition public.t_2 and 1 more" + REFUSED
                        + " -> ALTER TABLE \"public\".\"t_2\" REPLICA IDENTITY DEFAULT; and so for each");
    }

    @Test
    void aParentByInheritanceWouldTakeTheRowsOfItsChildren() {
        SourceTable parent = new SourceTable(
                new TableId("shop", "public", "t"),
                List.of(ID),
                Keys.primary(List.of("id")),
                List.of(identity('d', "id")),
                List.of("old.card", "old.cash"),
                false);

        assertThat(troubles(parent))
                .containsExactly("it would take the rows of old.card and 1 more, which inherit from it, for its own ->"
                        + " skip: [public.t]; a table that inherits can be replicated by itself, and a partitioned table"
                        + " as a whole");
    }

    @Test
    void hiddenRowsAreNamedBeforeTheFirstReadAndDoNotStopAStream() {
        SourceTable secured = new SourceTable(
                new TableId("shop", "public", "t"),
                List.of(ID),
                Keys.primary(List.of("id")),
                List.of(identity('d', "id")),
                List.of(),
                true);

        assertThat(troubles(Set.of(), secured))
                .containsExactly(
                        "it has row-level security that may hide rows from role debezium -> ALTER ROLE debezium"
                                + " BYPASSRLS, or CREATE POLICY isotherm ON \"public\".\"t\" FOR SELECT TO debezium, auditor USING"
                                + " (true)");
        assertThat(troubles(Set.of("public.t"), secured)).isEmpty();
    }

    @Test
    void generatedColumnsAreNotedAndNeverAskedFor() {
        Column document = new Column("document", "tsvector", "tsvector", 'b', true, false);
        Column slug = new Column("slug", "text", "text", 'b', true, false);
        SourceTable table = table(List.of(ID, document, slug), List.of("id"), identity('d', "id"));

        ReplicationPlan plan = ReplicationPlanTest.plan("{public.t: {hash: [slug]}}", table);
        assertThat(plan.troubles()).isEmpty();
        assertThat(plan.unsupportedColumns()).isEmpty();
        assertThat(plan.excludedColumns()).containsExactly("public.t.document", "public.t.slug");
        assertThat(plan.hashedColumns()).isEmpty();
        assertThat(plan.openColumns("public.t")).containsExactly("id");
        assertThat(new TableTroubles(plan.notes()).lines())
                .first()
                .isEqualTo(List.of(
                        "public.t",
                        "document",
                        "not replicated",
                        "is generated, and Postgres does not send it",
                        "compute it in a view or a model; exclude: [document] ends this note"));

        assertThat(ReplicationPlanTest.plan("{public.t: {exclude: [document, slug]}}", table)
                        .notes())
                .as("said by tables.yaml itself")
                .isEmpty();
        assertThat(ReplicationPlanTest.troubles("{public.t: {partition_by: slug}}", table))
                .containsExactly(
                        "public.t: column slug is generated and not sent by Postgres, but partition_by names it");
    }

    @Test
    void aKeyOfTimesWithZonesWouldMakeOneRowOfTwo() {
        Column at = new Column("at", "time with time zone", "timetz", 'b');

        assertThat(troubles(table(List.of(ID, at), List.of("at"), identity('d', "at"))))
                .containsExactly(
                        "column at has the type time with time zone and is part of the primary key, but its zone"
                                + " does not arrive: 12:00+01 and 11:00+00 would be one row -> give it another key, or skip:"
                                + " [public.t]");
        assertThat(troubles(table(List.of(ID, at), List.of("id"), identity('d', "id"))))
                .isEmpty();
    }

    /** One that runs was read as a whole, when its connector was new. */
    @Test
    void aKeyOfMoneyCannotBeReadBesideTheChanges() {
        Column price = new Column("price", "money", "money", 'b');
        SourceTable table = table(List.of(ID, price), List.of("id", "price"), identity('d', "id", "price"));

        assertThat(troubles(Set.of(), table))
                .containsExactly(
                        "column price has the type money and is part of the primary key, but its rows cannot be"
                                + " read in pieces -> give it another key, or skip: [public.t]");
        assertThat(troubles(Set.of("public.t"), table)).isEmpty();
        assertThat(troubles(table(List.of(ID, price), List.of("id"), identity('d', "id"))))
                .isEmpty();
    }

    /** With any identity, swapped keys would be deletes of rows that were just created. */
    @Test
    void aKeyThatCanBeSwappedInOneStatementIsLeftOut() {
        List<Column> columns = List.of(ID, UID);
        for (Identity identity : List.of(deferrable('d'), deferrable('f'), deferrable('i', "uid", "id"))) {
            assertThat(troubles(table(columns, List.of("id"), identity)))
                    .as("identity %s", identity)
                    .containsExactly(
                            "it has a deferrable primary key, so one statement can swap the keys of rows, which"
                                    + " would be lost -> ALTER TABLE \"public\".\"t\" REPLICA IDENTITY USING INDEX with a UNIQUE"
                                    + " INDEX on the same columns, which lets no keys be swapped, or make the key NOT DEFERRABLE");
        }
        assertThat(troubles(table(columns, List.of("id"), deferrable('i', "id"))))
                .as("Postgres refuses to swap")
                .isEmpty();
    }

    private static Identity deferrable(char kind, String... columns) {
        return new Identity("public.t", kind, List.of(columns), true, true);
    }
}
