package io.isotherm.job.config;

import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A table, {@code public.orders}, or several of them, {@code public.*}: an asterisk stands for any text. */
record TablePattern(String text) implements Serializable {
    private static final Pattern MEANINGFUL = Pattern.compile("[\\p{ASCII}&&[^\\w]]");

    boolean isExact() {
        return !text.contains("*");
    }

    String regex() {
        return List.of(text.split("\\*", -1)).stream().map(TablePattern::quote).collect(Collectors.joining(".*"));
    }

    boolean matches(String qualifiedName) {
        return isExact()
                ? text.equals(qualifiedName)
                : Pattern.compile(regex(), Pattern.DOTALL)
                        .matcher(qualifiedName)
                        .matches();
    }

    /** A backslash before what may have a meaning: {@code \Q} has none in Python. */
    static String quote(String literal) {
        return MEANINGFUL.matcher(literal).replaceAll("\\\\$0");
    }
}
