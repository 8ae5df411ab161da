package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.stack.ServiceEndpoints;
import io.isotherm.cli.stack.SharedFolder;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorConfigTest {
    static final Path TEMPLATE = Path.of("..", "kafka-docker", "connectors", "source.json");
    static final ServiceEndpoints ENDPOINTS = new ServiceEndpoints(
            "db.example",
            15433,
            "kafka.example:9092",
            "http://registry.example",
            "http://ch.example",
            "/secrets",
            new SharedFolder(Path.of("here"), "/there"));
    private static final SourceTable USERS = new SourceTable(
            new TableId("ecommerce", "public", "users"),
            List.of(
                    new SourceTable.Column("id", "bigint", "int8", 'b'),
                    new SourceTable.Column("email", "text", "text", 'b'),
                    new SourceTable.Column("password_hash", "text", "text", 'b')),
            List.of("id"));

    static ReplicationPlan plan(String settings) {
        String yaml = "sources: {ecommerce: {tables: [{public.users: " + settings + "}]}}";
        return ReplicationPlan.of(TablesConfig.parse("test", yaml), "ecommerce", List.of(USERS), Set.of());
    }

    @Test
    void passwordStaysAPlaceholderForTheWorker() {
        ConnectorConfig config = ConnectorConfig.render(TEMPLATE, "ecommerce", ENDPOINTS, plan("{}"));

        assertThat(config.name()).isEqualTo("isotherm-ecommerce");
        assertThat(config.values().get("database.password").asText()).isEqualTo("${dir:/secrets:debezium_password}");
        assertThat(config.values().toString()).doesNotContain("{{");
    }

    @Test
    void addressesAndTablesAreFilledIn() {
        ConnectorConfig config = ConnectorConfig.render(TEMPLATE, "ecommerce", ENDPOINTS, plan("{}"));

        assertThat(config.values().get("database.hostname").asText()).isEqualTo("db.example");
        assertThat(config.values().get("database.port").asText()).isEqualTo("15433");
        assertThat(config.values().get("value.converter.schema.registry.url").asText())
                .isEqualTo("http://registry.example");
        assertThat(config.values().get("table.include.list").asText()).isEqualTo("public\\.users");
        assertThat(config.values().has("column.exclude.list")).isFalse();
    }

    /** Debezium takes the names for regular expressions, and parts them by semicolon, colon and comma first. */
    @Test
    void declaredKeysNameTheirColumnsInOrder() {
        assertThat(ConnectorConfig.render(TEMPLATE, "ecommerce", ENDPOINTS, plan("{}"))
                        .values()
                        .has("message.key.columns"))
                .isFalse();
        SourceTable odd = new SourceTable(
                new TableId("ecommerce", "public", "no-key"),
                List.of(
                        new SourceTable.Column("a;:, b", "text", "text", 'b', false, true),
                        new SourceTable.Column("ключ", "text", "text", 'b', false, true)),
                new SourceTable.Keys(
                        List.of(), false, List.of(new SourceTable.UniqueIndex("no_key", List.of("ключ", "a;:, b")))),
                List.of(),
                List.of(),
                false);
        String yaml = "sources: {ecommerce: {tables: [{public.no-key: {key: ['a;:, b', ключ]}},"
                + " {public.users: {key: [id]}}]}}";
        SourceTable users = new SourceTable(
                USERS.id(),
                List.of(new SourceTable.Column("id", "bigint", "int8", 'b', false, true)),
                new SourceTable.Keys(List.of(), false, List.of(new SourceTable.UniqueIndex("users_id", List.of("id")))),
                List.of(),
                List.of(),
                false);
        ReplicationPlan plan =
                ReplicationPlan.of(TablesConfig.parse("test", yaml), "ecommerce", List.of(users, odd), Set.of());

        String keys = ConnectorConfig.render(TEMPLATE, "ecommerce", ENDPOINTS, plan)
                .values()
                .get("message.key.columns")
                .asText();
        assertThat(keys).endsWith(";public\\x{2e}users:id").startsWith("public\\x{2e}no\\x{2d}key:");
        String[] columns =
                keys.substring(keys.indexOf(':') + 1, keys.indexOf(';')).split(",");
        assertThat("a;:, b").matches(columns[0]);
        assertThat("ключ").matches(columns[1]);
    }

    @Test
    void tablesWithoutAKeyComeWithTheMomentInWhichTheyWereRead() {
        ConnectorConfig keyed = ConnectorConfig.render(TEMPLATE, "ecommerce", ENDPOINTS, plan("{}"));
        ConnectorConfig appending = keyed.appending(Map.of("public.log-b", "9:1:2:", "public.log_a", "8:1:3:1+2"));
        assertThat(appending.values().get("table.include.list").asText())
                .isEqualTo("public\\.users,public\\.log\\-b,public\\.log_a");
        assertThat(appending.values().get("isotherm.append.tables").asText())
                .isEqualTo("public.log-b@9:1:2:,public.log_a@8:1:3:1+2");
        assertThat(ConnectorConfig.moments(appending.values()))
                .containsExactlyInAnyOrderEntriesOf(Map.of("public.log-b", "9:1:2:", "public.log_a", "8:1:3:1+2"));
        assertThat(appending.appending(Map.of())).isEqualTo(keyed);
        assertThat(ConnectorConfig.moments(keyed.values())).isEmpty();
    }

    /** Debezium would take an empty list for all tables. */
    @Test
    void noTableIsSentAsLongAsNoneIsRead() {
        SourceTable log = new SourceTable(
                new TableId("ecommerce", "public", "users"),
                List.of(new SourceTable.Column("id", "bigint", "int8", 'b')),
                new SourceTable.Keys(List.of(), false, List.of()),
                List.of(new SourceTable.Identity("public.users", 'f', List.of(), false, false)),
                List.of(),
                false);
        String yaml = "sources: {ecommerce: {tables: [{public.users: {on_no_key: append}}]}}";
        ReplicationPlan plan =
                ReplicationPlan.of(TablesConfig.parse("test", yaml), "ecommerce", List.of(log), Set.of());
        ConnectorConfig config = ConnectorConfig.render(TEMPLATE, "ecommerce", ENDPOINTS, plan);
        assertThat("public.users")
                .doesNotMatch(config.values().get("table.include.list").asText());
        assertThat(config.appending(Map.of("public.users", "1:1:1:"))
                        .values()
                        .get("table.include.list")
                        .asText())
                .isEqualTo("public\\.users");
    }

    @Test
    void theConnectorLearnsWhichTypesHaveAFormOfTheirOwn() {
        ConnectorConfig config = ConnectorConfig.render(TEMPLATE, "ecommerce", ENDPOINTS, plan("{}"));

        assertThat(config.values().get("sourceTexts.except").asText().split(","))
                .contains("int4", "citext", "interval")
                .doesNotContain("name", "hstore");
    }

    @Test
    void aTemplateThatWouldLeaveColumnsOutIsRefused(@TempDir Path folder) throws IOException {
        Path template = Files.writeString(
                folder.resolve("x.json"), "{\"name\": \"x\", \"config\": {\"converters\": \"sourceDates\"}}");

        assertThatThrownBy(() -> ConnectorConfig.render(template, "ecommerce", ENDPOINTS, plan("{}")))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("lacks the converter sourceTexts");
    }

    @Test
    void namesAreThoseOfTheDatabase() {
        ConnectorConfig config = ConnectorConfig.render(TEMPLATE, "warehouse", ENDPOINTS, plan("{}"));

        assertThat(config.name()).isEqualTo(PipelineNames.connector("warehouse"));
        assertThat(config.values().get("database.dbname").asText()).isEqualTo("warehouse");
        assertThat(config.values().get("topic.prefix").asText()).isEqualTo("warehouse");
        assertThat(config.values().get("slot.name").asText()).isEqualTo(PipelineNames.slot("warehouse"));
        assertThat(config.values().get("publication.name").asText()).isEqualTo(PipelineNames.publication("warehouse"));
        assertThat(config.values().get("signal.kafka.topic").asText()).isEqualTo(PipelineNames.SIGNALS);
    }

    @Test
    void aSourceMayHaveATemplateOfItsOwn(@TempDir Path folder) throws IOException {
        assertThat(ConnectorConfig.templateOf(folder, "warehouse")).isEqualTo(folder.resolve("source.json"));

        Path own = Files.writeString(folder.resolve("warehouse.json"), "{}");

        assertThat(ConnectorConfig.templateOf(folder, "warehouse")).isEqualTo(own);
    }

    @Test
    void unknownPlaceholderIsNamed(@TempDir Path folder) throws IOException {
        Path template = Files.writeString(folder.resolve("x.json"), "{\"name\": \"{{nobody.knows}}\", \"config\": {}}");

        assertThatThrownBy(() -> ConnectorConfig.render(template, "ecommerce", ENDPOINTS, plan("{}")))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("{{nobody.knows}}");
    }

    @Test
    void epochIsWhatATransformWrites() {
        ConnectorConfig config = ConnectorConfig.render(TEMPLATE, "ecommerce", ENDPOINTS, plan("{}"));
        assertThat(config.epoch()).isZero();

        config.values()
                .put("transforms.lineage.type", "org.apache.kafka.connect.transforms.InsertHeader")
                .put("transforms.lineage.header", "isotherm.epoch")
                .put("transforms.lineage.value.literal", "2")
                .put("transforms.other.header", "another")
                .put("transforms.other.value.literal", "7");

        assertThat(config.epoch()).isEqualTo(2);
    }

    @Test
    void epochIsRaisedAndNeverGoesBack() {
        ConnectorConfig config = ConnectorConfig.render(TEMPLATE, "ecommerce", ENDPOINTS, plan("{}"));
        String transforms = config.values().path("transforms").asText();

        ConnectorConfig second = config.withEpoch(1).withEpoch(2);

        assertThat(second.epoch()).isEqualTo(2);
        assertThat(second.values().path("transforms").asText()).isEqualTo(transforms + ",sourceEpoch");
        assertThat(second.withEpoch(1)).isEqualTo(second);
        assertThat(config.withEpoch(0)).isEqualTo(config);
        assertThat(config.epoch()).isZero();
    }

    @Test
    void epochIsRaisedInTheTransformThatWritesIt() {
        ConnectorConfig config = ConnectorConfig.render(TEMPLATE, "ecommerce", ENDPOINTS, plan("{}"));
        config.values().put("transforms.lineage.header", "isotherm.epoch").put("transforms.lineage.value.literal", "2");

        ConnectorConfig raised = config.withEpoch(3);

        assertThat(raised.values().path("transforms.lineage.value.literal").asText())
                .isEqualTo("3");
        assertThat(raised.values().has("transforms.sourceEpoch.type")).isFalse();
    }

    /** Whoever has a cluster of their own copies it. */
    @Test
    void theExampleIsWhatIsMadeOfItsTables() throws IOException {
        Path example = Path.of("..", "examples", "own-cluster");
        SourceTable loaves = new SourceTable(
                new TableId("bakery", "public", "loaves"),
                List.of(
                        new SourceTable.Column("loaf_id", "bigint", "int8", 'b'),
                        new SourceTable.Column("baked_at", "timestamp with time zone", "timestamptz", 'b'),
                        new SourceTable.Column("baker_phone", "text", "text", 'b')),
                List.of("loaf_id"));
        ServiceEndpoints endpoints = new ServiceEndpoints(
                "postgres.example.com",
                5432,
                "kafka.example.com:9092",
                "http://registry.example.com:8081",
                "http://clickhouse.example.com:8123",
                "/run/secrets",
                new SharedFolder(Path.of("here"), "/there"));
        TablesConfig tables = TablesConfig.load(example.resolve("tables.yaml"));

        ConnectorConfig made = ConnectorConfig.render(
                TEMPLATE, "bakery", endpoints, ReplicationPlan.of(tables, "bakery", List.of(loaves), Set.of()));

        JsonNode shown = new ObjectMapper().readTree(Files.readString(example.resolve("connector.json")));
        assertThat(shown.get("name").asText()).isEqualTo(made.name());
        assertThat(shown.get("config")).isEqualTo(made.values());
    }
}
