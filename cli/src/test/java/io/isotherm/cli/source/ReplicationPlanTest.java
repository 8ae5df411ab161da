package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.isotherm.cli.source.SourceTable.Column;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplicationPlanTest {
    static final Column ID = new Column("id", "integer", "int4", 'b');
    private static final Column TAGS = new Column("tags", "text[]", "_text", 'b');
    private static final Column PERIOD = new Column("period", "daterange", "daterange", 'r');
    private static final Column FIRST = new Column("first", "\"Name\"", "varchar", 'b');

    static SourceTable table(String name, List<String> key, Column... columns) {
        return new SourceTable(new TableId("shop", "public", name), List.of(columns), key);
    }

    /** Without a key, and with all of the old row in every change. */
    private static SourceTable full(String name, Column... columns) {
        return new SourceTable(
                new TableId("shop", "public", name),
                List.of(columns),
                SourceTable.Keys.primary(List.of()),
                List.of(new SourceTable.Identity("public." + name, SourceTable.Identity.FULL, List.of(), false, false)),
                List.of(),
                false);
    }

    static ReplicationPlan plan(String tables, SourceTable... existing) {
        return plan(Set.of(), tables, existing);
    }

    static ReplicationPlan plan(Set<String> published, String tables, SourceTable... existing) {
        return ReplicationPlan.of(
                TablesConfig.parse("test", "sources: {shop: {tables: [" + tables + "]}}"),
                "shop",
                List.of(existing),
                published);
    }

    /** As one sentence each. */
    static List<String> troubles(ReplicationPlan plan) {
        return plan.troubles().stream()
                .map(trouble -> trouble.table().qualifiedName() + ": " + trouble.sentence())
                .toList();
    }

    static List<String> troubles(String tables, SourceTable... existing) {
        return troubles(plan(tables, existing));
    }

    @Test
    void patternSelectsTables() {
        ReplicationPlan plan = plan("public.a*", table("a1", List.of("id"), ID), table("b", List.of("id"), ID));

        assertThat(plan.qualifiedNames()).containsExactly("public.a1");
        assertThat(plan.troubles()).isEmpty();
    }

    /** Nothing told of a table that was made, or made again, after the last apply. */
    @Test
    void aTableThatIsNotPublishedIsNamedUnlessItCannotBe() {
        Set<String> published = Set.of("public.old");
        ReplicationPlan plan = plan(
                published,
                "{public.*: {on_unsupported: report}}",
                table("old", List.of("id"), ID),
                table("new", List.of("id"), ID),
                table("keyless", List.of(), ID));

        assertThat(plan.notYet(published))
                .extracting(trouble -> trouble.table().qualifiedName(), TableTrouble::endsWithApply)
                .containsExactly(tuple("public.new", true));
        assertThat(plan.troubles()).noneMatch(TableTrouble::endsWithApply);
    }

    @Test
    void aTableThatCannotBeReplicatedLeavesTheOthersIn() {
        ReplicationPlan plan = plan(
                "{public.*: {on_unsupported: report}}",
                table("keyless", List.of(), ID),
                table("arrays", List.of("id"), ID, TAGS, PERIOD, FIRST),
                table("fine", List.of("id"), ID));

        assertThat(plan.qualifiedNames()).containsExactly("public.fine");
        assertThat(troubles(plan))
                .containsExactly(
                        "public.arrays: column tags has the type text[], which is not supported",
                        "public.arrays: column period has the type daterange, which is not supported",
                        "public.keyless: it has no primary key");
        assertThat(plan.troubles()).noneMatch(TableTrouble::runsOn).allSatisfy(trouble -> assertThat(trouble.remedy())
                .isNotEmpty());
    }

    @Test
    void aTableThatRunsAndGetsAColumnThatIsNotSupportedRunsOn() {
        ReplicationPlan plan = plan(
                Set.of("public.t"),
                "{public.*: {on_unsupported: report}}",
                table("t", List.of("id"), ID, TAGS),
                table("u", List.of(), ID));

        assertThat(plan.qualifiedNames()).containsExactly("public.t");
        assertThat(plan.troubles())
                .filteredOn(TableTrouble::runsOn)
                .singleElement()
                .satisfies(trouble -> {
                    assertThat(trouble.effect()).isEqualTo("changes go to the dead letters");
                    assertThat(trouble.remedy())
                            .isEqualTo(
                                    "exclude: [tags] or on_unsupported: exclude or text; after ./isotherm apply: ./isotherm dlq"
                                            + " replay");
                });
    }

    @Test
    void aTableThatRunsIsTakenOutWithItsKeyAndWhenValuesMightLeave() {
        Set<String> published = Set.of("public.keyless", "public.secret");
        ReplicationPlan plan = plan(
                published,
                "{public.secret: {exclude: [pin]}}, public.*",
                table("keyless", List.of(), ID, TAGS),
                table("secret", List.of("id"), ID, TAGS));

        assertThat(plan.isEmpty()).isTrue();
        assertThat(troubles(plan))
                .contains(
                        "public.keyless: it has no primary key",
                        "public.secret: column pin is not there, but exclude or hash names it");
        assertThat(plan.troubles()).noneMatch(TableTrouble::runsOn);
    }

    @Test
    void columnsThatAreNotSupportedAreLeftOutWhereTablesYamlSaysSo() {
        ReplicationPlan plan = plan(
                "{public.*: {on_unsupported: exclude}}",
                table("t", List.of("id"), ID, TAGS, FIRST),
                table("keyed", List.of("period"), PERIOD, TAGS));

        assertThat(plan.qualifiedNames()).containsExactly("public.t");
        assertThat(plan.unsupportedColumns()).contains("public.t.tags");
        assertThat(plan.excludedColumns()).containsExactly("public.t.tags");
        assertThat(plan.openColumns("public.t")).containsExactly("id", "first");
        assertThat(troubles(plan))
                .containsExactly("public.keyed: column period has the type daterange, which is not supported");
    }

    @Test
    void aTypeWithoutAFormOfItsOwnArrivesAsTextButInAKey() {
        SourceTable.Column cursor = new SourceTable.Column("cursor", "refcursor", "refcursor", 'b');
        ReplicationPlan plan = plan(
                "public.*",
                table("t", List.of("id"), ID, TAGS, PERIOD, FIRST),
                table("keyed", List.of("period"), PERIOD, TAGS),
                table("cursors", List.of("id"), ID, cursor));

        assertThat(plan.qualifiedNames()).containsExactly("public.t");
        assertThat(plan.openColumns("public.t")).containsExactly("id", "tags", "period", "first");
        assertThat(troubles(plan))
                .containsExactlyInAnyOrder(
                        "public.keyed: column period has the type daterange, which is not supported",
                        "public.cursors: column cursor has the type refcursor, which is not supported");
    }

    @Test
    void tablesAreSkippedWhereTablesYamlSaysSo() {
        String tables = "{public.*: {on_unsupported: skip, on_no_key: skip}}";
        SourceTable keyless = table("keyless", List.of(), ID);
        SourceTable arrays = table("arrays", List.of("id"), ID, TAGS);
        SourceTable fine = table("fine", List.of("id"), ID);

        ReplicationPlan plan = plan(tables, keyless, arrays, fine);
        assertThat(plan.qualifiedNames()).containsExactly("public.fine");
        assertThat(plan.troubles()).isEmpty();

        assertThat(troubles(plan(Set.of("public.keyless", "public.arrays"), tables, keyless, arrays, fine)))
                .as("what runs is not dropped without a word")
                .containsExactly(
                        "public.arrays: column tags has the type text[], which is not supported",
                        "public.keyless: it has no primary key");
    }

    @Test
    void everyChangeIsKeptOfATableWithoutAKeyThatSendsOldRows() {
        SourceTable full = full("full", ID, TAGS);
        SourceTable keyed = table("keyed", List.of("id"), ID);
        ReplicationPlan plan = plan("{public.*: {on_no_key: append}}", full, keyed);
        assertThat(plan.troubles()).isEmpty();
        assertThat(plan.qualifiedNames()).containsExactly("public.full", "public.keyed");
        assertThat(plan.appended()).containsExactly("public.full");

        assertThat(troubles(plan("{public.*: {on_no_key: append}}", table("t", List.of(), ID))))
                .as("Postgres would refuse its UPDATE")
                .containsExactly("public.t: it has no primary key, and Postgres would refuse its UPDATE and DELETE once"
                        + " it is replicated");
        Column taken = new Column("_op", "text", "text", 'b');
        assertThat(troubles(plan(
                        "{public.t: {on_no_key: append, history: true, partition_by: at, on_truncate: apply}}",
                        full("t", ID, taken, new Column("at", "date", "date", 'b')))))
                .containsExactlyInAnyOrder(
                        "public.t: column _op has a name that on_no_key: append needs itself",
                        "public.t: it has history, which on_no_key: append is by itself",
                        "public.t: it has no primary key, so on_truncate: apply would not find what was read at first",
                        "public.t: it has no primary key, so partition_by would not tell where a row is now");
    }

    @Test
    void onlyTextOutsideTheKeyCanBeHashed() {
        Column code = new Column("code", "text", "text", 'b');
        Column age = new Column("age", "integer", "int4", 'b');
        Column email = new Column("email", "character varying(80)", "varchar", 'b');

        assertThat(troubles("{public.t: {hash: [code, age, email]}}", table("t", List.of("code"), code, age, email)))
                .containsExactly(
                        "public.t: column code is part of the primary key and cannot be hashed",
                        "public.t: column age has the type integer and cannot be hashed, only text can");
    }

    @Test
    void excludedColumnMayHaveAnyType() {
        ReplicationPlan plan = plan("{public.t: {exclude: [tags]}}", table("t", List.of("id"), ID, TAGS));

        assertThat(plan.troubles()).isEmpty();
        assertThat(plan.excludedColumns()).containsExactly("public.t.tags");
    }

    @Test
    void enumIsSupportedWhateverItsName() {
        Column status = new Column("status", "order_status", "order_status", 'e');

        assertThat(troubles("public.*", table("t", List.of("id"), ID, status))).isEmpty();
    }

    @Test
    void theColumnOfDaysHasToSayDays() {
        Column at = new Column("at", "bigint", "int8", 'b');
        Column on = new Column("on", "date", "date", 'b');
        Column no = new Column("no", "smallint", "int2", 'b');
        SourceTable table = table("t", List.of("id"), ID, at, on, no);

        assertThat(troubles("{public.t: {partition_by: {column: at, unit: us}}}", table))
                .isEmpty();
        assertThat(troubles("{public.t: {partition_by: {column: id, unit: s}}}", table))
                .isEmpty();
        assertThat(troubles("{public.t: {partition_by: on}}", table)).isEmpty();
        assertThat(troubles("{public.t: {partition_by: at}}", table))
                .containsExactly("public.t: column at is of type bigint, and tables.yaml does not say what it counts;"
                        + " write partition_by: {column: at, unit: ms} if it counts ms since 1970"
                        + " (the units are s, ms and us)");
        assertThat(troubles("{public.t: {partition_by: id}}", table))
                .singleElement()
                .asString()
                .contains("write partition_by: {column: id, unit: s} if it counts s since 1970");
        assertThat(troubles("{public.t: {partition_by: {column: id, unit: ms}}}", table))
                .containsExactly("public.t: column id is of type integer, which holds 'unit: ms' of January 1970 only;"
                        + " write partition_by: {column: id, unit: s}");
        assertThat(troubles("{public.t: {partition_by: {column: on, unit: s}}}", table))
                .containsExactly(
                        "public.t: column on is of type date, which has no unit: write partition_by: on in tables.yaml");
        assertThat(troubles("{public.t: {partition_by: no}}", table))
                .singleElement()
                .asString()
                .contains("column no is of type smallint, but partition_by needs a date, a timestamp, or an int4 or"
                        + " int8");
        assertThat(troubles("{public.t: {partition_by: gone}}", table))
                .containsExactly("public.t: column gone is not there, but partition_by names it");
    }

    @Test
    void misspeltNamesAreNamed() {
        assertThat(troubles("{public.t: {exclude: [nothing]}}, public.gone", table("t", List.of("id"), ID)))
                .containsExactly(
                        "public.gone: it does not exist",
                        "public.t: column nothing is not there, but exclude or hash names it");
    }

    @Test
    void primaryKeyCannotBeExcluded() {
        assertThat(troubles("{public.t: {exclude: [id]}}", table("t", List.of("id"), ID)))
                .containsExactly("public.t: column id is part of the primary key and cannot be excluded");
    }
}
