package io.isotherm.cli.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines of a {@code .env} file: {@code NAME=value}, blank lines and {@code #} comments. A value may be in single or
 * double quotes; without them a {@code #} after white space starts a comment.
 */
final class DotEnv {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private DotEnv() {}

    /** Reads the file; one that does not exist is empty. */
    static DotEnv read(Path file) {
        if (!Files.isRegularFile(file)) {
            return new DotEnv();
        }
        try {
            return parse(file.getFileName().toString(), Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    static DotEnv parse(String fileName, List<String> lines) {
        DotEnv result = new DotEnv();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            String name = equals < 0 ? "" : line.substring(0, equals).strip().replaceFirst("^export\\s+", "");
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                result.problems.add(fileName + " line " + (i + 1) + " is not NAME=value");
                continue;
            }
            result.values.put(name, unquoted(line.substring(equals + 1).strip()));
        }
        return result;
    }

    private static String unquoted(String text) {
        if (text.length() >= 2) {
            char first = text.charAt(0);
            int closing = text.indexOf(first, 1);
            if ((first == '"' || first == '\'') && closing > 0) {
                return text.substring(1, closing);
            }
        }
        return text.replaceFirst("(^|\\s)#.*$", "").strip();
    }

    Map<String, String> values() {
        return values;
    }

    List<String> problems() {
        return problems;
    }
}
