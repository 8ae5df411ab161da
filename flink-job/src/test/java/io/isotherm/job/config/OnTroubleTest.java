package io.isotherm.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.config.OnTrouble.OnNoKey;
import io.isotherm.job.config.OnTrouble.OnUnsupported;
import io.isotherm.job.table.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnTroubleTest {
    @Test
    void skippedTablesAreNotReplicated() {
        TablesConfig tables = TablesConfig.parse(
                "tables.yaml",
                "sources: {shop: {skip: [public.schema_version, audit.*], tables: [public.*, audit.*, audit.log]}}");

        assertThat(List.of("public.orders", "public.schema_versions"))
                .allMatch(name -> tables.settingsOf(TableId.of("shop", name)).isPresent())
                .allMatch(name -> tables.topicPattern().matcher("shop." + name).matches());
        assertThat(List.of("public.schema_version", "audit.trail", "audit.log"))
                .noneMatch(name -> tables.settingsOf(TableId.of("shop", name)).isPresent())
                .noneMatch(name -> tables.topicPattern().matcher("shop." + name).matches());
        assertThat(tables.namedTables("shop")).as("nobody has to have it").isEmpty();
    }

    @Test
    void whatATableSaysOfTroubleWinsOverItsSource() {
        TablesConfig tables = TablesConfig.parse("tables.yaml", """
                sources:
                  shop:
                    on_unsupported: exclude
                    on_no_key: skip
                    tables:
                      - public.a: {on_unsupported: skip}
                      - public.b: {on_no_key: report}
                      - public.*
                """);

        assertThat(onTrouble(tables, "a")).isEqualTo(new OnTrouble(OnUnsupported.SKIP, OnNoKey.SKIP));
        assertThat(onTrouble(tables, "b")).isEqualTo(new OnTrouble(OnUnsupported.EXCLUDE, OnNoKey.REPORT));
        assertThat(onTrouble(tables, "c")).isEqualTo(new OnTrouble(OnUnsupported.EXCLUDE, OnNoKey.SKIP));
        assertThat(onTrouble(TablesConfig.parse("tables.yaml", "sources: {shop: {tables: [public.*]}}"), "c"))
                .isEqualTo(OnTrouble.DEFAULTS);
    }

    private static OnTrouble onTrouble(TablesConfig tables, String name) {
        return tables.settingsOf(new TableId("shop", "public", name))
                .orElseThrow()
                .onTrouble();
    }

    @Test
    void everyMistakeIsNamed() {
        assertThatThrownBy(() -> TablesConfig.parse(
                        "tables.yaml",
                        "sources: {shop: {on_no_key: append_, skip: orders, tables:"
                                + " [public.*: {on_unsupported: exlude}]}}"))
                .hasMessageContaining("sources.shop.skip: 'orders' is not a list of tables")
                .hasMessageContaining("did you mean 'append'?")
                .hasMessageContaining("did you mean 'exclude'?");
    }
}
