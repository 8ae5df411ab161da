package io.isotherm.cli.applied;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.SharedFolder;
import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppliedTablesTest {
    private static final String SHOP = """
            sources:
              shop:
                tables:
                  - public.*
                  - public.orders: {partition_by: created_at, hot_days: 3}
                  - public.events: {partition_by: at, archive: none}
                  - public.users: {history: true, hot_days: 30}
                  - public.kept*: {history: true}
                  - public.kept_out
                  - public.stays: {history: true, archive: none}
                  - sales.*: {partition_by: at}
                  - sales.orders: {partition_by: at, history: true, hot_days: 1}
                  - sales.lines:
            """;

    @TempDir
    private Path root;

    private AppliedTables tables;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(root.resolve("local"));
        Files.createFile(root.resolve("pom.xml"));
        tables = new AppliedTables(new SharedFolder(root.resolve("run"), "/there"));
    }

    @Test
    void everyTableHasTheSettingsOfItsOwnEntryOrElseOfTheFirstPattern() throws IOException {
        write(SHOP, "public.orders", "public.events", "public.other", "public.users", "public.stays", "sales.any");
        assertThat(archivedAfterDays())
                .isEqualTo(Map.of("shop_orders", 3, "shop_users_history", 30, "shop_sales_any", 7));

        write(SHOP, "sales.orders", "sales.lines");
        assertThat(archivedAfterDays())
                .containsEntry("shop_sales_orders", 1)
                .containsEntry("shop_sales_orders_history", 1)
                .doesNotContainKey("shop_sales_lines");
    }

    @Test
    void aPatternOfAnotherSchemaAndAnEntryWithoutKeysAreNotOverlooked() throws IOException {
        write("""
                sources:
                  shop:
                    tables:
                      - public.*: {partition_by: at, archive: none}
                      - sales.*: {partition_by: at}
                      - sales.plain
                """, "public.sales", "sales.any", "sales.plain");

        assertThat(archivedAfterDays().keySet()).containsExactly("shop_sales_any");
    }

    @Test
    void oneNameInTheSourceIsOneNameInHot() throws IOException {
        write(SHOP, "public.orders", "sales.orders", "else.orders");

        assertThat(tables.archivedTables("orders")).containsExactly("shop_orders");
        assertThat(tables.archivedTables("public.orders")).containsExactly("shop_orders");
        assertThat(tables.archivedTables("shop_orders")).containsExactly("shop_orders");
        assertThat(tables.archivedTables("sales.orders")).containsExactly("shop_sales_orders");
        assertThat(tables.archivedTables("shop_sales_orders_history")).containsExactly("shop_sales_orders_history");
        assertThatThrownBy(() -> tables.archivedTables("else.orders"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("no table 'else.orders' that is archived");
    }

    @Test
    void aTableThatWasDroppedStaysUntilTheSettingsLeaveItOut() throws IOException {
        write(SHOP, "public.orders", "sales.any");
        write(SHOP, "public.users");
        assertThat(archivedAfterDays().keySet()).containsExactly("shop_orders", "shop_sales_any", "shop_users_history");

        write("sources: {shop: {tables: [public.*: {partition_by: at}]}}", "public.users");
        assertThat(archivedAfterDays()).isEqualTo(Map.of("shop_orders", 7, "shop_users", 7));
    }

    @Test
    void aSourceThatDoesNotAnswerKeepsItsTablesAndOneThatNeverDidHasUnknownOnes() throws IOException {
        tables.write(SHOP, database -> Optional.empty());
        assertThat(source().path("hot_tables").isNull()).isTrue();
        assertThat(source().path("runs").path("schedule").path("cron").asText()).isEqualTo("0 0 * * *");

        write(SHOP, "public.orders");
        tables.write(SHOP.replace("hot_days: 3", "hot_days: 4"), database -> Optional.empty());
        assertThat(archivedAfterDays()).isEqualTo(Map.of("shop_orders", 4));
    }

    @Test
    void anEditIsSeenUntilItIsApplied() throws IOException {
        Path edited = Files.writeString(root.resolve("tables.yaml"), SHOP);
        Settings settings = Settings.load(root, Map.of("ISOTHERM_TABLES", edited.toString()));
        assertThat(tables.isOutdated(settings)).as("nothing was applied").isFalse();

        write(SHOP);
        assertThat(tables.isOutdated(settings)).isFalse();
        Files.writeString(edited, SHOP + "      - public.more: {archive: none}\n");
        assertThat(tables.isOutdated(settings)).isTrue();

        write(Files.readString(edited));
        assertThat(tables.isOutdated(settings)).isFalse();
    }

    @Test
    void withoutADocumentTheRemedyIsToApply() {
        assertThatThrownBy(tables::path).isInstanceOfSatisfying(CliException.class, e -> assertThat(e.remedy())
                .contains("./isotherm apply"));
    }

    @Test
    void aBrokenDocumentIsNamedAndReplaced() throws IOException {
        write(SHOP);
        assertThat(tables.path()).isEqualTo("/there/applied-tables.json");
        Files.writeString(root.resolve("run/applied-tables.json"), "{");

        assertThatThrownBy(() -> tables.archivedTables("orders"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("applied-tables.json");
        write(SHOP, "public.orders");
        assertThat(tables.archivedTables("orders")).containsExactly("shop_orders");
    }

    @Test
    void theDayOfARowIsToldByItsColumnAndOfAChangeByNone() throws IOException {
        write("""
                sources:
                  shop:
                    tables:
                      - public.clicks: {partition_by: {column: at, unit: ms}, history: true}
                      - public.orders: {partition_by: created_at}
                      - public.users
                """, "public.clicks", "public.orders", "public.users");

        JsonNode hot = source().path("hot_tables");
        assertThat(hot.findValuesAsText("name"))
                .containsExactly("shop_clicks", "shop_clicks_history", "shop_orders", "shop_users");
        assertThat(hot.get(0).path("day").path("column").asText()).isEqualTo("at");
        assertThat(hot.get(0).path("day").path("clickhouse_day").asText())
                .isEqualTo("toDate32(fromUnixTimestamp64Milli(`at`, 'UTC'))");
        assertThat(hot.get(0).path("day").path("per_day").asLong()).isEqualTo(86_400_000);
        assertThat(hot.get(1).path("day").isNull()).isTrue();
        assertThat(hot.get(2).path("day").path("postgres_day").asText()).isEqualTo("\"created_at\"::date");
        assertThat(hot.get(3).path("day").isNull()).isTrue();
    }

    @Test
    void aBatchSourceHasItsServerAndTheTablesThatAreSynced() throws IOException {
        String yaml = """
                sources:
                  shop:
                    mode: batch
                    server: {host: db, user: reader, tls: verify-ca, ca_file: /ca}
                    sync: {schedule: 30m}
                    tables:
                      - public.orders: {partition_by: at, sync: {watermark: updated_at}}
                      - public.*
                  web: {tables: [public.*]}
                """;
        write(yaml, "public.orders", "public.users");

        assertThat(source().path("batch").asBoolean()).isTrue();
        assertThat(source().path("server"))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"host\": \"db\", \"port\": 5432, \"database\": \"shop\","
                                + " \"user\": \"reader\", \"tls\": \"verify-ca\", \"ca_file\": \"/ca\"}"));
        assertThat(source().path("runs").path("sync").path("every_minutes").asLong())
                .isEqualTo(30);
        assertThat(source().path("hot_tables").findValuesAsText("name")).containsExactly("shop_orders");
        assertThat(tables.batchSources(List.of())).containsExactly("shop");
        assertThat(tables.batchSources(List.of("shop_orders"))).containsExactly("shop");
        assertThat(tables.batchSources(List.of("web_clicks"))).isEmpty();
    }

    @Test
    void silverIsToldWhatIsPrivateAndWhatIsNoText() throws IOException {
        String yaml = """
                sources:
                  shop:
                    tables:
                      - public.*
                      - public.users: {history: true, exclude: [pin], hash: [email, Ü]}
                      - public.moved: {exclude: [left]}
                  web: {tables: [public.*]}
                """;
        assertThat(tables.forSilver()).as("nothing was applied").isEmpty();

        tables.write(yaml, database -> Optional.of(Map.of(
                        new TableId("shop", "public", "users"), Set.of("photo"),
                        new TableId("shop", "public", "plain"), Set.<String>of()))
                .filter(found -> database.equals("shop")));

        assertThat(tables.forSilver().orElseThrow())
                .isEqualTo("{\"shop\":{\"shop_plain\":{},\"shop_users\":"
                        + "{\"private\":[\"email\",\"pin\",\"\\u00DC\"],\"binary\":[\"photo\"]}},\"web\":null}");
        assertThat(source().path("hot_tables").get(0).path("private_columns")).isEmpty();
        assertThat(source().path("hot_tables").get(2).path("private_columns")).hasSize(3);

        write(yaml, "public.moved");
        assertThat(tables.forSilver().orElseThrow())
                .as("tables that were dropped keep their columns")
                .contains("\"binary\":[\"photo\"]", "\"shop_moved\":{\"private\":[\"left\"]}");
    }

    @Test
    void aDocumentOfAnotherVersionIsNotTakenForOneWithoutPrivateColumns() throws IOException {
        write(SHOP, "public.orders");
        Path file = root.resolve("run/applied-tables.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"format\" : 2", "\"format\" : 1")
                        .replaceAll("(?s),\\s*\"private_columns\" : \\[[^]]*],\\s*\"binary_columns\" : \\[[^]]*]", ""));
        assertThat(Files.readString(file)).doesNotContain("_columns");

        assertThatThrownBy(tables::forSilver).isInstanceOfSatisfying(CliException.class, e -> assertThat(e.remedy())
                .contains("./isotherm apply"));
        write(SHOP, "public.users");
        assertThat(tables.forSilver().orElseThrow()).contains("shop_orders", "shop_users");
    }

    private void write(String yaml, String... existing) {
        Map<TableId, Set<String>> ids = Arrays.stream(existing)
                .map(name -> name.split("\\."))
                .collect(Collectors.toMap(name -> new TableId("shop", name[0], name[1]), name -> Set.of()));
        tables.write(yaml, database -> Optional.of(ids));
    }

    private Map<String, Integer> archivedAfterDays() throws IOException {
        Map<String, Integer> days = new TreeMap<>();
        for (JsonNode table : source().path("hot_tables")) {
            if (table.path("archived").asBoolean()) {
                days.put(table.path("name").asText(), table.path("hot_days").asInt());
            }
        }
        return days;
    }

    private JsonNode source() throws IOException {
        return new ObjectMapper()
                .readTree(root.resolve("run/applied-tables.json").toFile())
                .path("sources")
                .path("shop");
    }
}
