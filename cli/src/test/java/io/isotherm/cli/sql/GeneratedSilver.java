package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.stack.ServiceEndpoints;
import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tables without a model, of the database {@code shop}, and the views that dbt makes for them in silver. */
final class GeneratedSilver {
    private static final String ODD = "odd 'na`me\\ é\"";
    private static final String TABLES = """
            sources:
              ecommerce: {tables: [public.*]}
              shop:
                tables:
                  - public.*
                  - public.visitors: {exclude: [pin], hash: [email]}
              ecommerce_order: {tables: [public.*]}
            """;
    /** As a view that was made for a table which has a model since. */
    private static final String MADE_BEFORE =
            " COMMENT 'One clean row per live key, generated for source ecommerce, definition " + "0".repeat(32) + "'";

    /** The second is also how a table of the source {@code ecommerce_order} is called, which has no models. */
    private static final List<String> MODELLED = List.of("ecommerce_product_reviews", "ecommerce_order_items");

    private final Lakehouse lakehouse;

    GeneratedSilver(Lakehouse lakehouse) {
        this.lakehouse = lakehouse;
    }

    void isMadeByTheRunThatFollowsApply() throws Exception {
        replicate("visitors", "id", """
                id String, name String, note Nullable(String), photo String, Scan String, email String, pin String,
                old_password String, price Decimal(12, 2), rate Decimal(5, 0), total_amount Decimal(12, 2),
                paid_at Nullable(DateTime64(6, 'UTC')), birth_date Date32""");
        replicate("keys", "id", "id Int64");
        replicate(ODD, "1st key", """
                `1st key` Int64, `Ä'b "c` Nullable(String), `{p:Int}` String, null String, `_bronze` String, `a\tb` String,
                created_at DateTime64(6, 'UTC'), created_date DateTime64(6, 'UTC'), price Decimal(9, 2), price_amount Int64""");
        lakehouse.inClickHouse(
                "INSERT INTO hot.shop_visitors SELECT ' k ', '\\n Zoe\u0308  x\u00a0', '', ' p ', unhex('20FF20'),"
                        + " 'hash', '1', 'old', 9.5, 7, 1, NULL, '2020-02-29', 1, 0, now64(), now64()");
        lakehouse.inClickHouse(
                "INSERT INTO hot.shop_keys VALUES (1, 1, 0, now(), now()), (2, 1, 0, now(), now()), (1, 2, 1, now(), now())");
        write("visitors", "keys", ODD, "absent");

        lakehouse.runDbt("run", "--select", "dim_date");

        assertThat(columns("shop_visitors"))
                .isEqualTo(
                        "id,name,note,photo,Scan,price_amount,rate,total_amount,paid_time,birth_date,_version,_committed_at");
        assertThat(lakehouse.queryAsReader(
                        "SELECT * EXCEPT (_version, _committed_at, Scan), hex(Scan) FROM silver.shop_visitors"))
                .isEqualTo(" k \tZoë  x\t\t p \t9.5\t7\t1\t\\N\t2020-02-29\t20FF20\n");
        assertThat(lakehouse.query("SELECT id FROM silver.shop_keys")).isEqualTo("2\n");
        assertThat(columns("shop_" + ODD))
                .isEqualTo(
                        "1st key,Ä\\'b \"c,{p:Int},null,_bronze,a\\tb,created_at,created_date,price,price_amount,_version,_committed_at");
        assertThat(views()).isEqualTo("shop_keys\nshop_odd \\'na`me\\\\ é\"\nshop_visitors\n");
    }

    void followsTablesAndNeverTouchesWhatItHasNotMade() throws Exception {
        lakehouse.inClickHouse("ALTER TABLE hot.shop_keys ADD COLUMN seen_at DateTime64(6, 'UTC') AFTER id");
        lakehouse.inClickHouse(
                "CREATE OR REPLACE VIEW bronze.shop_keys AS SELECT * EXCEPT (_is_deleted) FROM hot.shop_keys FINAL");
        replicate("by_hand", "id", "id Int64");
        lakehouse.inClickHouse("CREATE VIEW silver.shop_by_hand AS SELECT 1 AS mine");
        for (String modelled : MODELLED) {
            lakehouse.inClickHouse("DROP TABLE silver." + modelled);
        }
        lakehouse.inClickHouse("CREATE VIEW silver." + MODELLED.get(0) + " AS SELECT 1 AS generated" + MADE_BEFORE);
        write("keys", "by_hand");

        lakehouse.runDbt("run-operation", "generate_silver");

        assertThat(views()).isEqualTo("shop_by_hand\nshop_keys\n");
        assertThat(columns("shop_keys")).isEqualTo("id,seen_time,_version,_committed_at");
        assertThat(columns("shop_by_hand")).isEqualTo("mine");
        assertThat(engine("ecommerce_orders")).isEqualTo("MergeTree\n");
        lakehouse.inClickHouse("CREATE VIEW silver." + MODELLED.get(0) + " AS SELECT 1 AS generated" + MADE_BEFORE);
        lakehouse.runDbt("run", "--select", String.join(" ", MODELLED));
        assertThat(views()).isEqualTo("shop_by_hand\nshop_keys\n");
        for (String modelled : MODELLED) {
            assertThat(engine(modelled)).isEqualTo("MergeTree\n");
        }
    }

    private void replicate(String table, String key, String columns) throws IOException, InterruptedException {
        String name = quoted("shop_" + table);
        lakehouse.inClickHouse("CREATE TABLE hot." + name + " (" + columns + ", _version UInt128, _is_deleted UInt8,"
                + " _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))"
                + " ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY " + quoted(key));
        lakehouse.inClickHouse("CREATE VIEW bronze." + name + " AS SELECT * EXCEPT (_is_deleted) FROM hot." + name
                + " FINAL WHERE _is_deleted = 0");
    }

    /** As {@code ./isotherm apply} does. Nobody has looked for tables of the shop of the demo; its models are there. */
    private void write(String... tables) throws IOException {
        AppliedTables applied =
                new AppliedTables(ServiceEndpoints.local(lakehouse.settings()).shared());
        Map<TableId, Set<String>> found = Arrays.stream(tables)
                .collect(Collectors.toMap(name -> new TableId("shop", "public", name), name -> Set.of("photo")));
        Function<String, Optional<Map<TableId, Set<String>>>> sources = database -> switch (database) {
            case "shop" -> Optional.of(found);
            case "ecommerce_order" -> Optional.of(Map.of(new TableId(database, "public", "items"), Set.of()));
            default -> Optional.empty();
        };
        Files.deleteIfExists(lakehouse.settings().runFolder().resolve("applied-tables.json"));
        applied.write(TABLES, sources);
    }

    private String views() throws IOException, InterruptedException {
        return lakehouse.query(
                "SELECT name FROM system.tables WHERE database = 'silver' AND engine = 'View' ORDER BY name");
    }

    private String engine(String name) throws IOException, InterruptedException {
        return lakehouse.query("SELECT engine FROM system.tables WHERE database = 'silver' AND name = '" + name + "'");
    }

    private String columns(String table) throws IOException, InterruptedException {
        return lakehouse
                .query("SELECT arrayStringConcat(groupArray(name), ',') FROM (SELECT name FROM system.columns"
                        + " WHERE database = 'silver' AND table = '"
                        + table.replace("\\", "\\\\").replace("'", "\\'")
                        + "' ORDER BY position)")
                .strip();
    }

    private static String quoted(String name) {
        return '`' + name.replace("\\", "\\\\").replace("`", "\\`") + '`';
    }
}
