package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the connector is told of columns that do not leave the source as they are. */
class PrivateColumnsConfigTest {
    @Test
    void excludedAndHashedColumnsNeverLeaveTheSourceAsTheyAre() {
        ConnectorConfig config = ConnectorConfig.render(
                ConnectorConfigTest.TEMPLATE,
                "ecommerce",
                ConnectorConfigTest.ENDPOINTS,
                ConnectorConfigTest.plan("{exclude: [password_hash], hash: [email]}"));

        assertThat(config.values().get("column.exclude.list").asText())
                .isEqualTo("public\\x{2e}users\\x{2e}password_hash");
        assertThat(config.values().get("isotherm.private.columns").asText())
                .isEqualTo("public.users.email,public.users.password_hash");
        assertThat(config.values().get("transforms.hashColumns.columns").asText())
                .isEqualTo("public.users.email");
        assertThat(config.values().get("transforms.hashColumns.salt.secret").asText())
                .isEqualTo("${dir:/secrets:hash_salt}");
    }

    @Test
    void privateColumnsHaveTheirNumbers() {
        ConnectorConfig config = ConnectorConfig.render(
                        ConnectorConfigTest.TEMPLATE,
                        "ecommerce",
                        ConnectorConfigTest.ENDPOINTS,
                        ConnectorConfigTest.plan("{exclude: [password_hash], hash: [email]}"))
                .withPrivate(
                        new TreeSet<>(List.of("public.users.email", "public.users.password_hash")),
                        Map.of("public.users.email", 3));

        assertThat(config.values().get("isotherm.private.columns").asText())
                .isEqualTo("public.users.email#3,public.users.password_hash");
        assertThat(ConnectorConfig.privateNumbers(config.values())).containsExactly(Map.entry("public.users.email", 3));
    }

    /** Debezium parts the list by comma and trims each part: a lone backslash was left, and no table was replicated. */
    @Test
    void aNameMayEndInABlankOrHaveAComma() {
        SourceTable table = new SourceTable(
                new TableId("shop", "public", "t"),
                List.of(
                        new SourceTable.Column("id", "bigint", "int8", 'b'),
                        new SourceTable.Column("total ", "bigint", "int8", 'b', true, false),
                        new SourceTable.Column("Name, first", "text", "text", 'b')),
                List.of("id"));
        JsonNode values = ConnectorConfig.render(
                        ConnectorConfigTest.TEMPLATE,
                        "shop",
                        ConnectorConfigTest.ENDPOINTS,
                        ReplicationPlanTest.plan("{public.t: {hash: ['Name, first']}}", table))
                .values();

        String[] excluded = values.get("column.exclude.list").asText().split(",");
        assertThat(excluded).hasSize(1);
        assertThat("public.t.total ").matches(excluded[0].strip());
        assertThat(values.get("transforms.hashColumns.columns").asText()).isEqualTo("public.t.Name%2C+first");
    }
}
