package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.query.NamedQuery;
import io.isotherm.cli.query.QueryCatalog;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;

/**
 * The queries of one demo, asked as a reader. The head of each says what it tells, its grain and its parameters, which
 * all have defaults.
 */
final class NamedQueries {
    private static final Pattern HEAD = Pattern.compile("(?s)-- \\S.*\n-- Grain: \\S.*\n-- Parameters?[ :].*\n\\w.*");

    private final Lakehouse lakehouse;
    private final String database;
    private final List<NamedQuery> queries;

    NamedQueries(Lakehouse lakehouse, String database) {
        this.lakehouse = lakehouse;
        this.database = database;
        Path root = lakehouse.settings().root();
        this.queries = new QueryCatalog(root, List.of(database))
                .all(database).stream()
                        .filter(query -> query.file().startsWith(root.resolve("demo")))
                        .toList();
    }

    /**
     * The answer of every query by its name, as tab-separated lines with a line of names.
     *
     * @param parameters by name, for those queries that have them
     */
    Map<String, String> answers(Map<String, String> parameters) throws IOException, InterruptedException {
        Map<String, String> answers = new TreeMap<>();
        for (NamedQuery query : queries) {
            String name = query.name().substring(query.name().indexOf('.') + 1);
            answers.put(name, answer(query, parameters));
        }
        return answers;
    }

    private String answer(NamedQuery query, Map<String, String> parameters) throws InterruptedException {
        assertThat(query.sql()).as(query.name()).matches(HEAD);
        assertThat(query.parameters()).as(query.name()).allSatisfy(parameter -> {
            assertThat(parameter.standard()).isNotNull();
            assertThat(parameter.description()).isNotEmpty();
        });
        Map<String, String> given = new HashMap<>();
        parameters.forEach((name, value) -> given.put("--" + name, value));
        given.keySet()
                .retainAll(query.parameters().stream()
                        .map(parameter -> "--" + parameter.name())
                        .toList());
        String settings = query.bind(given, LocalDate.now(ZoneOffset.UTC)).entrySet().stream()
                .map(parameter -> "&param_" + parameter.getKey() + "="
                        + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("", "default_format=TSVWithNames", ""));
        return lakehouse.queryAsReader(query.sql(), settings);
    }

    /**
     * Insists on the rows that plain SQL finds in Postgres: {@code <database>-answers/<query>.sql}, with parameters as
     * <code>${name}</code>.
     *
     * @param parameters by name
     */
    void assertAnsweredAsByPostgres(Map<String, String> parameters)
            throws IOException, InterruptedException, SQLException {
        SoftAssertions softly = new SoftAssertions();
        for (Map.Entry<String, String> answer : answers(parameters).entrySet()) {
            String plain = Lakehouse.resource(database + "-answers/" + answer.getKey() + ".sql");
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                plain = plain.replace("${" + parameter.getKey() + "}", parameter.getValue());
            }
            List<String> rows = answer.getValue().lines().skip(1).toList();
            softly.assertThat(normalised(rows))
                    .as(answer.getKey())
                    .isEqualTo(normalised(lakehouse.rowsInPostgres(plain)))
                    .isNotEmpty();
        }
        softly.assertAll();
    }

    /** Lines with numbers, truths and NULL written in the same way, whichever server gave them. */
    private static List<String> normalised(List<String> lines) {
        return lines.stream()
                .map(line -> Arrays.stream(line.split("\t", -1))
                        .map(NamedQueries::normalised)
                        .collect(Collectors.joining("\t")))
                .toList();
    }

    private static String normalised(String value) {
        return switch (value) {
            case "\\N" -> "null";
            case "t" -> "true";
            case "f" -> "false";
            default ->
                value.matches("-?\\d+(\\.\\d+)?")
                        ? new BigDecimal(value).stripTrailingZeros().toPlainString()
                        : value.replace("\\'", "'");
        };
    }
}
