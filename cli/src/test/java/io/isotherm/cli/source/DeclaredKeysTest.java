package io.isotherm.cli.source;

import static io.isotherm.cli.source.ReplicationPlanTest.plan;
import static io.isotherm.cli.source.ReplicationPlanTest.troubles;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.source.SourceTable.Column;
import io.isotherm.cli.source.SourceTable.Identity;
import io.isotherm.cli.source.SourceTable.Keys;
import io.isotherm.cli.source.SourceTable.UniqueIndex;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Unique indexes that are the key of a table without a primary key. */
class DeclaredKeysTest {
    private static SourceTable keyless(UniqueIndex... unique) {
        return keyless(new Identity("public.t", Identity.FULL, List.of(), true, false), unique);
    }

    private static SourceTable keyless(Identity identity, UniqueIndex... unique) {
        Column region = new Column("region", "text", "text", 'b', false, true);
        Column code = new Column("code", "text", "text", 'b', false, true);
        Column mail = new Column("mail", "text", "text", 'b');
        return new SourceTable(
                new TableId("shop", "public", "t"),
                List.of(region, code, mail),
                new Keys(List.of(), false, List.of(unique)),
                List.of(identity),
                List.of(),
                false);
    }

    @Test
    void aUniqueIndexThatCouldBeTheKeyIsSpelledOut() {
        ReplicationPlan plan = plan(
                "public.*",
                keyless(
                        new UniqueIndex("t_mail", List.of("mail")),
                        new UniqueIndex("t_code", List.of("code", "region"))));

        assertThat(troubles(plan)).containsExactly("public.t: it has no primary key");
        assertThat(plan.troubles().get(0).remedy())
                .isEqualTo("key: [code, region] of its unique index t_code, or give it one, or skip: [public.t] or"
                        + " on_no_key: skip or append");
    }

    @Test
    void whatAUniqueIndexNeedsToBeTheKeyIsSpelledOutWithIt() {
        ReplicationPlan plan = plan(
                "public.*",
                keyless(
                        new Identity("public.t", Identity.DEFAULT, List.of(), true, false),
                        new UniqueIndex("t_code", List.of("code"))));

        assertThat(plan.troubles().get(0).remedy())
                .startsWith("key: [code] of its unique index t_code with ALTER TABLE \"public\".\"t\""
                        + " REPLICA IDENTITY USING INDEX \"t_code\", or give it one, or skip: ");
    }

    @Test
    void aUniqueIndexIsTheKeyWhereTablesYamlSaysSo() {
        ReplicationPlan plan = plan(
                "{public.t: {key: [region, code], on_no_key: skip}}",
                keyless(new UniqueIndex("t_code", List.of("code", "region"))));

        assertThat(plan.troubles()).isEmpty();
        assertThat(plan.qualifiedNames()).containsExactly("public.t");
        assertThat(plan.declaredKeys()).isEqualTo(Map.of("public.t", List.of("region", "code")));
    }

    @Test
    void aDeclaredKeyThatDoesNotTellRowsApartIsNamed() {
        SourceTable table = keyless(
                new UniqueIndex("t_mail", List.of("mail")), new UniqueIndex("t_code", List.of("code", "region")));

        assertThat(plan("{public.t: {key: [code]}}", table).troubles())
                .singleElement()
                .satisfies(trouble -> {
                    assertThat(trouble.sentence())
                            .isEqualTo(
                                    "it has no unique index on exactly (\"code\") that is valid and neither partial nor"
                                            + " deferrable, but key names these columns");
                    assertThat(trouble.remedy())
                            .isEqualTo("CREATE UNIQUE INDEX ON \"public\".\"t\" (\"code\"), or correct the table's"
                                    + " entry in tables.yaml");
                });
        assertThat(plan("{public.t: {key: [mail]}}", table).troubles())
                .singleElement()
                .satisfies(trouble -> {
                    assertThat(trouble.sentence()).isEqualTo("column mail may be NULL, but key names it");
                    assertThat(trouble.remedy())
                            .isEqualTo("ALTER TABLE \"public\".\"t\" ALTER COLUMN \"mail\" SET NOT NULL");
                });
        assertThat(troubles("{public.t: {key: [code, gone]}}", table))
                .containsExactly("public.t: column gone is not there, but key names it");
        assertThat(troubles("{public.t: {key: [code, region], exclude: [code], hash: [region]}}", table))
                .containsExactly(
                        "public.t: column code is part of the declared key and cannot be excluded",
                        "public.t: column region is part of the declared key and cannot be hashed");
    }
}
