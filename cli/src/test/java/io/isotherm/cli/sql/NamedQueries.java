package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.query.NamedQuery;
import io.isotherm.cli.query.QueryCatalog;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The queries of one demo, asked as a reader. The head of each says what it tells, its grain and its parameters, which
 * all have defaults.
 */
final class NamedQueries {
    private static final Pattern HEAD = Pattern.compile("(?s)-- \\S.*\n-- Grain: \\S.*\n-- Parameters?[ :].*\n\\w.*");

    private final Lakehouse lakehouse;
    private final List<NamedQuery> queries;

    NamedQueries(Lakehouse lakehouse, String database) {
        this.lakehouse = lakehouse;
        Path root = lakehouse.settings().root();
        this.queries = new QueryCatalog(root, List.of(database))
                .all(database).stream()
                        .filter(query -> query.file().startsWith(root.resolve("demo")))
                        .toList();
    }

    /**
     * The answer of every query by its name, as tab-separated lines with a line of names.
     *
     * @param values by the option of a parameter, for those queries that have it
     */
    Map<String, String> answers(Map<String, String> values) throws IOException, InterruptedException {
        Map<String, String> answers = new TreeMap<>();
        for (NamedQuery query : queries) {
            String name = query.name().substring(query.name().indexOf('.') + 1);
            answers.put(name, answer(query, values));
        }
        return answers;
    }

    private String answer(NamedQuery query, Map<String, String> values) throws InterruptedException {
        assertThat(query.sql()).as(query.name()).matches(HEAD);
        assertThat(query.parameters()).as(query.name()).allSatisfy(parameter -> {
            assertThat(parameter.standard()).isNotNull();
            assertThat(parameter.description()).isNotEmpty();
        });
        Map<String, String> given = new HashMap<>(values);
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

    /** The sum of a column of an answer. */
    static BigDecimal sum(String answer, String column) {
        List<String[]> rows = answer.lines().map(line -> line.split("\t")).toList();
        assertThat(rows.get(0)).as(answer).contains(column);
        int index = List.of(rows.get(0)).indexOf(column);
        return rows.stream().skip(1).map(row -> new BigDecimal(row[index])).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
