package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.CommandProcess;
import io.isotherm.cli.CommandProcess.Result;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.export.RowFormat;
import io.isotherm.cli.query.NamedQuery;
import io.isotherm.cli.query.QueryCatalog;
import io.isotherm.cli.query.QueryRun;
import io.isotherm.cli.settings.Setting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code ./isotherm query} as a process, on the lakehouse of ad-tech. */
final class QueryCommandCheck implements AutoCloseable {
    private final Lakehouse lakehouse;
    private final Path folder;
    private final CommandProcess commands;

    QueryCommandCheck(Lakehouse lakehouse) throws IOException {
        this.lakehouse = lakehouse;
        this.folder = Files.createDirectory(lakehouse.settings().home().resolve("query"));
        this.commands = new CommandProcess(folder.resolve("work"));
    }

    @Override
    public void close() throws IOException {
        commands.close();
    }

    /** Before dbt has run for the first time. */
    void saysWhatMakesTheTables() throws IOException, InterruptedException {
        Result withoutGold = run("campaign_ctr");
        assertThat(withoutGold.exit()).as(withoutGold.output()).isEqualTo(2);
        assertThat(withoutGold.output())
                .contains("query adtech.campaign_ctr: ClickHouse has no gold.", "./isotherm dbt build");
        assertThat(run("daily_revenue").output()).contains("tables.yaml has no source 'ecommerce'");
    }

    void answersInEveryFormat() throws IOException, InterruptedException {
        Result json = run("campaign_days", "--campaign", "1", "--format", "json");
        assertThat(json.exit()).as(json.output()).isZero();
        assertThat(lines(json.output())).isEqualTo(Lakehouse.resource("adtech-answers/campaign_days.tsv"));
        assertThat(lines(run("campaign_ctr", "--format", "json").output()))
                .isEqualTo(Lakehouse.resource("adtech-campaign-ctr-of-all-days.tsv"));

        Result table = run("weekend_weekday");
        assertThat(table.exit()).as(table.output()).isZero();
        assertThat(table.output()).contains("impressions_per_day", "weekday", "weekend");

        Result csv = run("--from=2025-03-05", "--to", "2025-03-05", "--format=csv", "daily_summary", "-o", "day.csv");
        assertThat(csv.output()).contains("day.csv: ").doesNotContain("->");
        assertThat(Files.readAllLines(work("day.csv")))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("\"2025-03-05\",");

        Result parquet = run("campaign_ctr", "--database", "adtech", "--format", "parquet");
        assertThat(parquet.exit()).as(parquet.output()).isZero();
        byte[] content = Files.readAllBytes(work("adtech.campaign_ctr.parquet"));
        assertThat(new String(content, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
        assertThat(new String(content, content.length - 4, 4, StandardCharsets.US_ASCII))
                .isEqualTo("PAR1");
        assertThat(commands.filesLeft()).containsExactlyInAnyOrder("day.csv", "adtech.campaign_ctr.parquet");
        Result again = run("campaign_ctr", "--format", "parquet");
        assertThat(again.output()).contains("is there already", "--overwrite");
    }

    void refusesWhatItDoesNotKnow() throws IOException, InterruptedException {
        Result query = run("campaing_ctr");
        assertThat(query.exit()).as(query.output()).isEqualTo(2);
        assertThat(query.output()).contains("did you mean 'campaign_ctr'?");
        Result day = run("daily_performance", "--day", "2025-02-30");
        assertThat(day.exit()).as(day.output()).isEqualTo(2);
        assertThat(day.output()).contains("--day is '2025-02-30'", "--day (default yesterday): the UTC day.");
        Result number = run("campaign_days", "--campaign", "one");
        assertThat(number.exit()).as(number.output()).isEqualTo(2);
        assertThat(number.output()).contains("ClickHouse: ", "--campaign (default 1): its id.");
        assertThat(run("daily_performance", "--dya", "2025-03-01").output()).contains("did you mean '--day'?");
        assertThat(run("--list", "--database", "adtech").output())
                .contains("adtech.campaign_days", "--campaign 1", "One campaign by day.")
                .doesNotContain("ecommerce");
    }

    /** A query of one's own. */
    void takesValuesForNothingButValues() throws IOException, InterruptedException {
        String value = "a\\b'c\td & %41 ü {x:y}\n' OR 1 = 1 --";
        assertThat(ask("SELECT {text:String} AS text", Map.of("--text", value)))
                .isEqualTo(new ObjectMapper()
                        .createArrayNode()
                        .add(new ObjectMapper().createObjectNode().put("text", value)));
        assertThat(ask("SELECT {texts:Array(String)} AS texts", Map.of("--texts", "['it\\'s', 'b']"))
                        .findValue("texts")
                        .get(0)
                        .asText())
                .isEqualTo("it's");
        assertThat(ask("SELECT 18446744073709551615 AS big WHERE {none:UInt8} > 0;", Map.of("--none", "0")))
                .isEmpty();
        assertThatThrownBy(() -> ask("SELECT 1 FORMAT TSV", Map.of()))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("the format");
        assertThatThrownBy(() -> ask("INSERT INTO gold.fact_clicks SELECT * FROM gold.fact_clicks", Map.of()))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("reader");
    }

    private JsonNode ask(String sql, Map<String, String> values) throws IOException, InterruptedException {
        Path file = folder.resolve("root/sql/queries/own.sql");
        Files.createDirectories(file.getParent());
        Files.writeString(file, sql);
        NamedQuery query = new QueryCatalog(folder.resolve("root"), List.of()).find("own", null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new QueryRun(
                        new Connections(lakehouse.settings()),
                        query,
                        List.of(),
                        query.bind(values, LocalDate.of(2025, 3, 1)),
                        RowFormat.JSON)
                .writeTo(out);
        return new ObjectMapper().readTree(out.toByteArray());
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("query"));
        words.addAll(List.of(arguments));
        return commands.run(
                lakehouse.settings().home(),
                Map.of(
                        Setting.ISOTHERM_TABLES, lakehouse.settings().text(Setting.ISOTHERM_TABLES),
                        Setting.CLICKHOUSE_HTTP_PORT, lakehouse.settings().text(Setting.CLICKHOUSE_HTTP_PORT)),
                words.toArray(String[]::new));
    }

    private Path work(String name) {
        return folder.resolve("work").resolve(name);
    }

    /** An array of objects as tab-separated lines with a line of names. */
    private static String lines(String json) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (JsonNode row : new ObjectMapper().readTree(json)) {
            List<String> names = new ArrayList<>();
            List<String> values = new ArrayList<>();
            row.properties().forEach(field -> {
                names.add(field.getKey());
                values.add(
                        field.getValue().isNull()
                                ? "\\N"
                                : field.getValue().asText().replace("'", "\\'"));
            });
            if (lines.isEmpty()) {
                lines.append(String.join("\t", names)).append('\n');
            }
            lines.append(String.join("\t", values)).append('\n');
        }
        return lines.toString();
    }
}
