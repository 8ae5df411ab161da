package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.source.SourceTable.Identity;
import io.isotherm.cli.source.SourceTable.Keys;
import io.isotherm.cli.source.SourceTable.UniqueIndex;
import io.isotherm.job.table.TableId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A unique index that is declared as the key needs a replica identity that names its columns. */
class DeclaredIdentitiesTest {
    private static SourceTable unique(List<String> primary, Identity... identities) {
        return new SourceTable(
                new TableId("shop", "public", "t"),
                List.of(ReplicationPlanTest.ID, TraitChecksTest.UID, TraitChecksTest.CODE, TraitChecksTest.TWICE),
                new Keys(primary, false, List.of(new UniqueIndex("T_uid", List.of("uid", "code")))),
                Arrays.asList(identities),
                List.of(),
                false);
    }

    private static List<String> declared(SourceTable table) {
        return ReplicationPlanTest.plan("{public.t: {key: [code, uid]}}", table).troubles().stream()
                .map(trouble -> trouble.sentence() + " -> " + trouble.remedy())
                .toList();
    }

    @Test
    void aDeclaredKeyIsFineWithAnIdentityThatNamesIt() {
        List<String> none = List.of();
        assertThat(declared(unique(none, TraitChecksTest.identity('i', "uid", "code"))))
                .isEmpty();
        assertThat(declared(unique(List.of("id"), TraitChecksTest.identity('i', "uid", "code"))))
                .isEmpty();
        assertThat(declared(unique(none, new Identity("public.t", 'f', List.of(), false, false))))
                .isEmpty();
        assertThat(declared(unique(List.of("id"), new Identity("public.t", 'f', List.of(), false, true))))
                .as("keys of another index than the deferrable one cannot be swapped")
                .isEmpty();
    }

    /** Only of a table that has no primary key, and only if the whole table has it. */
    @Test
    void theIndexOfTheReplicaIdentityIsTheKeyOfAKeylessTable() {
        ReplicationPlan plan = ReplicationPlanTest.plan(
                "{public.t: {on_no_key: skip}}", unique(List.of(), TraitChecksTest.identity('i', "code", "uid")));
        assertThat(plan.troubles()).isEmpty();
        assertThat(plan.declaredKeys()).isEqualTo(Map.of("public.t", List.of("uid", "code")));

        assertThat(ReplicationPlanTest.plan(
                                "public.t", unique(List.of("uid"), TraitChecksTest.identity('i', "code", "uid")))
                        .declaredKeys())
                .isEmpty();
        assertThat(ReplicationPlanTest.troubles(
                        "public.t",
                        unique(List.of(), new Identity("public.t_1", 'i', List.of("uid", "code"), true, false))))
                .containsExactly("public.t: it has no primary key");
    }

    @Test
    void aDeclaredKeyIsLeftOutWithoutAnIdentityThatNamesIt() {
        String byIndex = " -> ALTER TABLE \"public\".\"t\" REPLICA IDENTITY USING INDEX \"T_uid\"";
        assertThat(declared(unique(List.of(), TraitChecksTest.identity('d'))))
                .containsExactly("it has no replica identity" + TraitChecksTest.REFUSED + byIndex);
        assertThat(declared(unique(List.of(), TraitChecksTest.identity('n'))))
                .containsExactly("it has REPLICA IDENTITY NOTHING" + TraitChecksTest.REFUSED + byIndex);
        assertThat(declared(unique(List.of(), TraitChecksTest.identity('f'))))
                .containsExactly(
                        "it has REPLICA IDENTITY FULL with generated column twice" + TraitChecksTest.REFUSED + byIndex);
        assertThat(declared(unique(List.of("id"), TraitChecksTest.identity('d', "id"))))
                .containsExactly("it has a replica identity by its primary key, without key columns code, uid, so a"
                        + " DELETE would not say which row it is" + byIndex);
        assertThat(declared(unique(List.of(), TraitChecksTest.identity('i', "uid"))))
                .containsExactly("it has a replica identity by an index without key column code, so a DELETE would"
                        + " not say which row it is" + byIndex);
        assertThat(declared(unique(List.of(), new Identity("public.t_1", 'd', List.of(), true, false))))
                .containsExactly("it has no replica identity in partition public.t_1" + TraitChecksTest.REFUSED
                        + " -> ALTER TABLE"
                        + " \"public\".\"t_1\" REPLICA IDENTITY USING INDEX with its unique index on code, uid");
    }
}
