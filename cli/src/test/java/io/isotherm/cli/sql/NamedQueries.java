package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The queries of {@code demo/<database>/queries}, asked as a reader. The head of each says what it tells, its grain and
 * its parameters with their defaults.
 */
final class NamedQueries {
    private static final Pattern HEAD = Pattern.compile("(?s)-- \\S.*\n-- Grain: \\S.*\n-- Parameters?[ :].*\n\\w.*");
    private static final Pattern DEFAULT = Pattern.compile("-- Parameter (\\w+) \\(default ([^)]+)\\): \\S.*");
    private static final Pattern USED = Pattern.compile("\\{(\\w+):\\w+}");

    private final Lakehouse lakehouse;
    private final Path folder;

    NamedQueries(Lakehouse lakehouse, String database) {
        this.lakehouse = lakehouse;
        this.folder =
                lakehouse.settings().root().resolve("demo").resolve(database).resolve("queries");
    }

    /** The answer of every query by its name, as tab-separated lines with a line of names. */
    Map<String, String> answers(Map<String, String> values) throws IOException, InterruptedException {
        Map<String, String> answers = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                answers.put(name.replace(".sql", ""), answer(name, Files.readString(file), values));
            }
        }
        return answers;
    }

    private String answer(String name, String query, Map<String, String> values) throws InterruptedException {
        assertThat(query).as(name).matches(HEAD);
        Map<String, String> parameters = new HashMap<>();
        Matcher described = DEFAULT.matcher(query);
        while (described.find()) {
            parameters.put(described.group(1), described.group(2));
        }
        assertThat(USED.matcher(query).results().map(found -> found.group(1)).collect(Collectors.toSet()))
                .as(name)
                .isEqualTo(parameters.keySet());
        parameters.replaceAll((parameter, value) -> values.getOrDefault(parameter, text(value)));
        String settings = parameters.entrySet().stream()
                .map(parameter -> "&param_" + parameter.getKey() + "="
                        + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("", "default_format=TSVWithNames", ""));
        return lakehouse.queryAsReader(query, settings);
    }

    /** The day that a default may name, or the default itself. */
    private static String text(String value) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return switch (value) {
            case "today" -> today.toString();
            case "yesterday" -> today.minusDays(1).toString();
            default -> value;
        };
    }

    /** The sum of a column of an answer. */
    static BigDecimal sum(String answer, String column) {
        List<String[]> rows = answer.lines().map(line -> line.split("\t")).toList();
        assertThat(rows.get(0)).as(answer).contains(column);
        int index = List.of(rows.get(0)).indexOf(column);
        return rows.stream().skip(1).map(row -> new BigDecimal(row[index])).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
