package io.isotherm.demo.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement with parameters such as {@code :users}.
 *
 * @param sql the statement as JDBC takes it, with a question mark for each parameter
 * @param parameters their names in the order of the question marks
 */
record NamedSql(String sql, List<String> parameters) {
    /** What is quoted or a comment, casts, and parameters. */
    private static final Pattern TOKEN =
            Pattern.compile("'(?:[^']|'')*'|\"[^\"]*\"|--[^\\n]*|::|:([a-z_][a-z0-9_]*)|\\?");

    static NamedSql of(String text) {
        List<String> parameters = new ArrayList<>();
        String sql = TOKEN.matcher(text).replaceAll(token -> {
            if (token.group(1) != null) {
                parameters.add(token.group(1));
                return "?";
            }
            // An operator of Postgres, which JDBC wants twice
            return Matcher.quoteReplacement(token.group().equals("?") ? "??" : token.group());
        });
        return new NamedSql(sql, List.copyOf(parameters));
    }
}
