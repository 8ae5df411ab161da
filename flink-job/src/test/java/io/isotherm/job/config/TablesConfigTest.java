package io.isotherm.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.isotherm.job.config.OnTrouble.OnNoKey;
import io.isotherm.job.config.OnTrouble.OnUnsupported;
import io.isotherm.job.config.TableSettings.Archive;
import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.config.TableSettings.OnSchemaChange;
import io.isotherm.job.config.TableSettings.OnTruncate;
import io.isotherm.job.config.TableSettings.Partition;
import io.isotherm.job.table.EpochUnit;
import io.isotherm.job.table.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TablesConfigTest {

    @Test
    void tableWithoutAnEntryOfItsOwnGetsTheDefaults() {
        TablesConfig tables = parse("sources: {shop: {tables: [public.*]}}");

        assertThat(tables.settingsOf(new TableId("shop", "public", "orders"))).contains(TableSettings.DEFAULTS);
        assertThat(tables.settingsOf(new TableId("shop", "audit", "log"))).isEmpty();
        assertThat(tables.settingsOf(new TableId("other", "public", "orders"))).isEmpty();
    }

    @Test
    void readsEveryKey() {
        TablesConfig tables = parse("""
                sources:
                  shop:
                    tables:
                      - public.orders: {partition_by: created_at, partition: month, hot_days: 3, archive: none,
                                        history: true, exclude: [secret], hash: [email], key: [b, a], on_schema_change: fail,
                                        on_out_of_range: clamp, on_truncate: apply,
                                        on_unsupported: exclude, on_no_key: skip}
                """);

        assertThat(tables.settingsOf(new TableId("shop", "public", "orders")))
                .contains(new TableSettings(
                        new PartitionBy("created_at", null),
                        Partition.MONTH,
                        3,
                        Archive.NONE,
                        true,
                        Set.of("secret"),
                        Set.of("email"),
                        List.of("b", "a"),
                        OnSchemaChange.FAIL,
                        OnOutOfRange.CLAMP,
                        OnTruncate.APPLY,
                        new OnTrouble(OnUnsupported.EXCLUDE, OnNoKey.SKIP)));
    }

    @Test
    void anIntegerMaySayTheDay() {
        TablesConfig tables = parse("""
                sources:
                  shop:
                    tables:
                      - public.a: {partition_by: {column: created_at, unit: ms}}
                      - public.b: {partition_by: {column: on_day}}
                """);

        assertThat(tables.settingsOf(new TableId("shop", "public", "a")))
                .get()
                .satisfies(a -> assertThat(a.partitionBy()).isEqualTo(new PartitionBy("created_at", EpochUnit.MS)))
                .satisfies(a -> assertThat(a.archive()).isEqualTo(Archive.MOVE));
        assertThat(tables.settingsOf(new TableId("shop", "public", "b")))
                .get()
                .satisfies(b -> assertThat(b.partitionBy()).isEqualTo(new PartitionBy("on_day", null)));
    }

    @Test
    void mistakesInThePartitionColumnAreNamed() {
        assertThatThrownBy(() -> parse("""
                sources:
                  shop:
                    tables:
                      - public.a: {partition_by: {column: at, units: ms}}
                      - public.b: {partition_by: {unit: minutes}}
                      - public.c: {partition_by: {column: at, unit: hour}, exclude: [at]}
                      - public.d: {partition_by: [at, id]}
                """)).isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems())
                .containsExactlyInAnyOrder(
                        "sources.shop.tables.public.a.partition_by: unknown key 'units'; did you mean 'unit'?",
                        "sources.shop.tables.public.b.partition_by: needs 'column', an immutable column that says the"
                                + " day, such as created_at",
                        "sources.shop.tables.public.c.partition_by.unit: 'hour' is not one of s, ms, us; known are s,"
                                + " ms, us",
                        "sources.shop.tables.public.c.partition_by: 'at' cannot be excluded or hashed as well",
                        "sources.shop.tables.public.d.partition_by: '[at, id]' is neither a column's name nor {column:"
                                + " created_at, unit: ms}"));
    }

    @Test
    void aKeyNamesColumns() {
        assertThatThrownBy(() -> parse("""
                sources:
                  shop:
                    tables:
                      - public.a: {key: []}
                      - public.b: {key: id}
                      - public.c: {keys: [id]}
                """)).isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems())
                .containsExactlyInAnyOrder(
                        "sources.shop.tables.public.a.key: names no column",
                        "sources.shop.tables.public.b.key: 'id' is not a list of columns such as [id]",
                        "sources.shop.tables.public.c: unknown key 'keys'; did you mean 'key'?"));
    }

    @Test
    void readsHowATableIsReadWithoutLogicalDecoding() {
        TablesConfig tables = parse("""
                sources:
                  shop:
                    tables:
                      - public.visits: {sync: {watermark: updated_at, look_back: 2h, unit: ms}}
                      - public.users: {sync: {watermark: changed}}
                      - public.*
                """);

        assertThat(tables.syncOf(new TableId("shop", "public", "visits")))
                .contains(new SyncSettings("updated_at", Duration.ofHours(2), EpochUnit.MS));
        assertThat(tables.syncOf(new TableId("shop", "public", "users")))
                .contains(new SyncSettings("changed", Duration.ofMinutes(15), null));
        assertThat(tables.syncOf(new TableId("shop", "public", "orders"))).isEmpty();
        assertThat(tables.settingsOf(new TableId("shop", "public", "users"))).contains(TableSettings.DEFAULTS);
    }

    @Test
    void mistakesInSyncAreNamed() {
        assertThatThrownBy(() -> parse("""
                sources:
                  shop:
                    tables:
                      - public.a: {sync: {watermrak: updated_at}}
                      - public.b: {exclude: [u], sync: {watermark: u, look_back: soon, unit: hours}}
                      - public.c: {sync: {}}
                """)).isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems())
                .containsExactlyInAnyOrder(
                        "sources.shop.tables.public.a.sync: unknown key 'watermrak'; did you mean 'watermark'?",
                        "sources.shop.tables.public.a.sync: needs 'watermark', a column that every change of a row"
                                + " raises, such as updated_at",
                        "sources.shop.tables.public.b.sync.watermark: 'u' cannot be excluded or hashed as well",
                        "sources.shop.tables.public.b.sync.look_back: 'soon' is not a time such as 30s, 15m, 2h or 1d",
                        "sources.shop.tables.public.b.sync.unit: 'hours' is not one of s, ms, us; known are s, ms, us",
                        "sources.shop.tables.public.c.sync: needs 'watermark', a column that every change of a row"
                                + " raises, such as updated_at"));
    }

    @Test
    void ownEntryWinsOverAnEarlierPattern() {
        TablesConfig tables = parse("""
                sources:
                  shop:
                    tables: [public.*, public.orders: {partition_by: created_at}]
                """);

        assertThat(tables.settingsOf(new TableId("shop", "public", "orders")))
                .hasValueSatisfying(settings -> assertThat(settings.archive()).isEqualTo(Archive.MOVE));
        assertThat(tables.namedTables("shop")).containsExactly("public.orders");
    }

    @Test
    void aHistoryIsArchivedThoughItsTableHasNoPartitions() {
        TablesConfig tables = parse("""
                sources:
                  shop:
                    tables: [public.kept: {history: true}, public.stays: {history: true, archive: none}]
                """);

        assertThat(tables.settingsOf(new TableId("shop", "public", "kept")))
                .hasValueSatisfying(settings -> assertThat(settings.archive()).isEqualTo(Archive.MOVE));
        assertThat(tables.settingsOf(new TableId("shop", "public", "stays")))
                .hasValueSatisfying(settings -> assertThat(settings.archive()).isEqualTo(Archive.NONE));
    }

    @Test
    void noOtherTableMayHaveTheNameOfAHistoryOrItsView() {
        TablesConfig tables = parse(
                "sources: {shop: {tables: [public.*, public.kept: {history: true}, sales.kept: {history: true}]}}");
        TableId kept = new TableId("shop", "public", "kept");
        TableId inSales = new TableId("shop", "sales", "kept");

        assertThat(problems(tables, kept, inSales, new TableId("shop", "public", "other_history")))
                .isEmpty();
        assertThat(problems(
                        tables,
                        kept,
                        inSales,
                        new TableId("shop", "public", "kept_history"),
                        new TableId("shop", "public", "kept_as_of"),
                        new TableId("shop", "public", "sales_kept_history")))
                .hasSize(3)
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("shop.public.kept_history and the history of shop.public.kept"))
                .allSatisfy(problem -> assertThat(problem).contains("rename the one or take 'history: true'"));
    }

    @Test
    void noOtherTableMayHaveTheNameOfTheViewByKey() {
        TablesConfig tables = parse("sources: {shop: {tables: [public.*]}}");
        TableId kept = new TableId("shop", "public", "kept");

        assertThat(problems(tables, kept, new TableId("shop", "public", "kept_by_key")))
                .singleElement()
                .asString()
                .startsWith("shop.public.kept_by_key and the view of shop.public.kept by key would both be");
    }

    private static List<String> problems(TablesConfig config, TableId... tables) {
        return NameClash.among(List.of(tables), config).stream()
                .map(NameClash::problem)
                .toList();
    }

    @Test
    void topicPatternMatchesReplicatedTablesOnly() {
        TablesConfig tables = parse("sources: {shop: {tables: [public.*, audit.log]}}");

        assertThat(List.of("shop.public.orders", "shop.audit.log"))
                .allMatch(topic -> tables.topicPattern().matcher(topic).matches());
        assertThat(List.of("shop.message", "shop.audit.logs", "shopxpublic.orders", "__debezium-heartbeat.shop"))
                .noneMatch(topic -> tables.topicPattern().matcher(topic).matches());
    }

    @Test
    void whatHasAMeaningInExpressionsHasNoneInNames() {
        TablesConfig tables =
                parse("sources: {my-shop: {tables: ['public.a+b[1]', 'audit.\\Q*']}, ads: {tables: [public.*]}}");

        assertThat(tables.topicRegex("my-shop"))
                .isEqualTo("my\\-shop\\.public\\.a\\+b\\[1\\]|my\\-shop\\.audit\\.\\\\Q.*");
        assertThat(List.of("my-shop.public.a+b[1]", "my-shop.audit.\\Q1"))
                .allMatch(topic -> tables.topicPattern().matcher(topic).matches());
        assertThat(List.of("my-shop.public.aab1", "my-shop.audit.Q1"))
                .noneMatch(topic -> tables.topicPattern().matcher(topic).matches());
    }

    @Test
    void reportsAllMistakesTogetherWithSuggestions() {
        assertThatThrownBy(() -> parse("""
                        sources:
                          shop:
                            tabels: []
                            tables:
                              - public.orders: {partition_bye: created_at, hot_days: many, history: yes please}
                              - orders
                              - public.users: {archive: move, on_truncate: aply, exclude: email}
                              - public.users
                              - public.items: {partition_by: day, exclude: [day], hash: [day]}
                        """))
                .asInstanceOf(type(ConfigException.class))
                .extracting(ConfigException::problems)
                .asString()
                .contains("unknown key 'tabels'; did you mean 'tables'?")
                .contains("unknown key 'partition_bye'; did you mean 'partition_by'?")
                .contains("hot_days: 'many' is not a whole number")
                .contains("history: 'yes please' is neither true nor false")
                .contains("orders: is not schema.table")
                .contains("archive: 'move' needs partition_by")
                .contains("on_truncate: 'aply' is not one of apply, ignore; did you mean 'apply'?")
                .contains("exclude: 'email' is not a list")
                .contains("public.users: is listed twice")
                .contains("partition_by: 'day' cannot be excluded or hashed")
                .contains("hash: 'day' is excluded as well");
    }

    @Test
    void refusesAnEmptyFileAndBrokenYaml() {
        assertThatThrownBy(() -> parse("")).hasMessageContaining("names no database");
        assertThatThrownBy(() -> parse("sources: [")).hasMessageContaining("not valid YAML");
        assertThatThrownBy(() -> parse("sources: {shop: {tables: []}}")).hasMessageContaining("needs a list");
    }

    private static TablesConfig parse(String yaml) {
        return TablesConfig.parse("tables.yaml", yaml);
    }
}
