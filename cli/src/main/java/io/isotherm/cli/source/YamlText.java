package io.isotherm.cli.source;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of the source as they are to be written into {@code tables.yaml}: what is advised can be copied as it stands.
 */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$.-]*( [\\p{L}\\p{N}_$.-]+)*");
    /** Words that YAML takes for something else than text. */
    private static final Set<String> WORDS = Set.of("true", "false", "null");

    private YamlText() {}

    /** Such as {@code [id, 'a, b']}. */
    static String list(Collection<String> names) {
        return names.stream().map(YamlText::of).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String of(String name) {
        if (PLAIN.matcher(name).matches() && !WORDS.contains(name.toLowerCase(Locale.ROOT))) {
            return name;
        }
        boolean isOneLine = name.chars().noneMatch(Character::isISOControl);
        return isOneLine ? '\'' + name.replace("'", "''") + '\'' : doubleQuoted(name);
    }

    /** Only there can YAML name a character that does not print. */
    private static String doubleQuoted(String name) {
        StringBuilder quoted = new StringBuilder("\"");
        name.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (Character.isISOControl(c)) {
                quoted.append(String.format("\\x%02x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
