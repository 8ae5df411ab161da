package io.isotherm.cli.query;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a query and the comment at its head: what it tells, {@code Grain:} and {@code Parameter NAME (default X): ...}.
 * Which parameters there are, and their types, the SQL says; the head can only describe them. A query without a head is
 * one too.
 */
final class QueryFile {
    /** What may hold braces that are no parameter comes first. */
    private static final Pattern PARAMETER = Pattern.compile(
            "'(?:[^'\\\\]++|\\\\.|'')*+'|\"(?:[^\"\\\\]++|\\\\.)*+\"|`(?:[^`\\\\]++|\\\\.)*+`|--[^\n]*+|/\\*.*?\\*/"
                    + "|\\{\\s*(?<name>\\w+)\\s*:\\s*(?<type>[^{}]+?)\\s*}",
            Pattern.DOTALL);

    private static final Pattern DESCRIBED =
            Pattern.compile("Parameter (?<name>\\w+)(?: \\(default (?<standard>.*?)\\))?:(?<text>.*)", Pattern.DOTALL);

    private final Path file;
    private final String sql;

    private QueryFile(Path file, String sql) {
        this.file = file;
        this.sql = sql;
    }

    /** @throws CliException if it cannot be read, or its head speaks of a parameter that the query does not have */
    static NamedQuery read(String name, String database, Path file) {
        try {
            return new QueryFile(file, Files.readString(file)).query(name, database);
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "cannot read the query " + file + ": " + Cause.of(e), "check the file and its owner", e);
        }
    }

    private NamedQuery query(String name, String database) {
        List<String> head = head();
        Map<String, Matcher> described = new LinkedHashMap<>();
        for (String paragraph : head) {
            Matcher matcher = DESCRIBED.matcher(paragraph);
            if (matcher.matches()) {
                described.put(matcher.group("name"), matcher);
            }
        }
        Map<String, QueryParameter> parameters = new LinkedHashMap<>();
        Matcher used = PARAMETER.matcher(sql);
        while (used.find()) {
            String parameter = used.group("name");
            if (parameter != null) {
                parameters.putIfAbsent(parameter, parameter(parameter, used.group("type"), described.get(parameter)));
            }
        }
        for (String parameter : described.keySet()) {
            if (!parameters.containsKey(parameter)) {
                throw CliException.cannotRun(
                        file + " has no parameter " + parameter + ", which its head describes"
                                + (parameters.isEmpty() ? "" : Suggestion.of(parameter, parameters.keySet())),
                        "write {" + parameter + ":Type} in the query, or correct the head");
            }
        }
        boolean hasDescription = !head.isEmpty() && !startsSection(head.get(0));
        return new NamedQuery(
                name, database, file, hasDescription ? head.get(0) : "", List.copyOf(parameters.values()), sql);
    }

    private static QueryParameter parameter(String name, String type, Matcher described) {
        return described == null
                ? new QueryParameter(name, type, null, "")
                : new QueryParameter(
                        name,
                        type,
                        described.group("standard"),
                        described.group("text").strip());
    }

    /** The comment before the first statement: the description, then a paragraph for each thing that is described. */
    private List<String> head() {
        List<String> paragraphs = new ArrayList<>();
        for (String line : sql.lines().toList()) {
            String text = line.strip();
            if (!text.startsWith("--")) {
                break;
            }
            String words = text.substring(2).strip();
            if (paragraphs.isEmpty() || startsSection(words)) {
                paragraphs.add(words);
            } else {
                int last = paragraphs.size() - 1;
                paragraphs.set(last, paragraphs.get(last) + " " + words);
            }
        }
        return paragraphs;
    }

    private static boolean startsSection(String words) {
        return words.matches("(Grain:|Parameters?:|Parameter \\w+( \\(default |:)).*");
    }
}
