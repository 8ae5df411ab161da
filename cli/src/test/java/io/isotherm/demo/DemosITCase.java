package io.isotherm.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every folder of {@code demo} has to hold to. Those that there are are found, not listed. */
@ExtendWith(DemoPostgres.class)
@ResourceLock("DemoPostgres")
class DemosITCase {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    static Stream<String> demos() {
        return Demo.names(ROOT).stream();
    }

    private static Connection emptyDatabase(DemoPostgres.Server server, String demo) throws SQLException {
        server.createDatabase("demos_" + demo);
        return server.connect("demos_" + demo);
    }

    @ParameterizedTest
    @MethodSource("demos")
    void isCreatedFilledCountedAndEmptied(String name, DemoPostgres.Server server) throws SQLException {
        DemoSource source = DemoSource.of(ROOT, name);
        Seeder seeder = new Seeder(source, line -> {});
        try (Connection connection = emptyDatabase(server, name)) {
            assertThat(source.hasTables(connection)).isFalse();
            assertThat(source.createSchema(connection)).isTrue();
            assertThat(source.createSchema(connection)).as("again").isFalse();
            Seeder.Result seeded = seeder.seed(connection, 1, 1);
            assertThat(seeded.seeded()).isTrue();
            assertThat(seeded.rows())
                    .allSatisfy((table, rows) -> assertThat(rows).as(table).isPositive());
            assertThat(seeder.seed(connection, 2, 1)).isEqualTo(new Seeder.Result(false, seeded.rows()));
            for (String statistic : source.demo().statistics().values()) {
                assertThat(Query.texts(connection, statistic)).isNotEmpty();
            }
            long rows =
                    seeded.rows().values().stream().mapToLong(Long::longValue).sum();
            assertThat(source.clear(connection)).isEqualTo(rows);
            assertThat(seeder.seed(connection, 1, 1)).isEqualTo(seeded);
        }
    }

    @ParameterizedTest
    @MethodSource("demos")
    void linesOfTablesYamlReplicateEveryTable(String name) throws IOException {
        Demo demo = Demo.named(ROOT, name);

        TablesConfig tables = TablesConfig.load(demo.tablesFile());

        assertThat(tables.databases()).containsExactly(name);
        assertThat(demo.tables()).allSatisfy(table -> assertThat(tables.settingsOf(new TableId(name, "public", table)))
                .isPresent());
    }

    @Test
    void optionsDecideWhatIsSeededInAdTech(DemoPostgres.Server server) throws SQLException {
        Seeder seeder = new Seeder(DemoSource.of(ROOT, "adtech"), line -> {});
        try (Connection connection = emptyDatabase(server, "adtech")) {
            Map<String, BigDecimal> options = Map.of(
                    "advertisers",
                    new BigDecimal(3),
                    "campaigns",
                    new BigDecimal(4),
                    "impressions",
                    new BigDecimal(500),
                    "ctr",
                    new BigDecimal("0.25"));

            Map<String, Long> rows = seeder.seed(connection, 1, 1, options).rows();

            assertThat(rows)
                    .containsEntry("advertiser", 3L)
                    .containsEntry("campaign", 12L)
                    .containsEntry("impressions", 6_000L);
            assertThat(rows.get("clicks") / 6_000.0).isBetween(0.23, 0.27);
            assertThat(Query.number(connection, """
                    SELECT count(*) FROM campaign WHERE bid NOT BETWEEN 0.5 AND 5 OR budget NOT BETWEEN 50 AND 500
                        OR end_date - start_date NOT BETWEEN 7 AND 30""")).isZero();
            assertThat(Query.number(connection, """
                    SELECT count(*) FROM impressions JOIN campaign ON campaign.id = campaign_id
                    WHERE impressions.created_at NOT BETWEEN start_date AND least(end_date, now() AT TIME ZONE 'UTC')""")).isZero();

            Map<String, Long> more = seeder.add(
                            connection, "clicks", 1, Map.of("campaign-id", BigDecimal.ONE, "ratio", new BigDecimal(2)))
                    .rows();

            assertThat(more.get("clicks") - rows.get("clicks")).isEqualTo(2 * 500);
        }
    }
}
