package io.isotherm.cli.sync;

import io.isotherm.cli.verify.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns of a hot table in a file, and back: those that a format does not hold exactly are texts there. The
 * columns that the pipeline keeps are among them, so that a row has its version wherever it is loaded.
 */
final class FileColumns {
    private static final String WHEN_WRITTEN = "_ingested_at";
    private static final Pattern DECIMAL = Pattern.compile("Decimal\\((\\d+), \\d+\\)");
    private static final int EXACT_DECIMAL = 38;

    private final Map<String, String> types;

    /** @param types of the hot table's columns by name, in their order */
    FileColumns(Map<String, String> types) {
        this.types = types;
    }

    private List<String> names() {
        return types.keySet().stream()
                .filter(name -> !name.equals(WHEN_WRITTEN))
                .toList();
    }

    /** For {@code INSERT INTO}. */
    String targets() {
        return String.join(", ", names().stream().map(Sql::targetName).toList());
    }

    /** What is selected of the table to be written. */
    String written() {
        List<String> columns = new ArrayList<>();
        for (String name : names()) {
            String column = Sql.targetName(name);
            columns.add(isText(types.get(name)) ? "toString(t." + column + ") AS " + column : "t." + column);
        }
        return String.join(", ", columns);
    }

    /** Structure of the file. */
    String structure() {
        return String.join(
                ", ",
                names().stream()
                        .map(name -> Sql.targetName(name) + ' ' + inFile(types.get(name)))
                        .toList());
    }

    /** What is selected of the file to be stored. */
    String read() {
        return String.join(
                ", ",
                names().stream()
                        .map(name -> isText(types.get(name))
                                ? "CAST(" + Sql.targetName(name) + " AS " + types.get(name) + ")"
                                : Sql.targetName(name))
                        .toList());
    }

    private static String inFile(String type) {
        if (isText(type)) {
            return type.startsWith("Nullable(") ? "Nullable(String)" : "String";
        }
        return type.replace("LowCardinality(Nullable(String))", "Nullable(String)")
                .replace("LowCardinality(String)", "String");
    }

    private static boolean isText(String type) {
        Matcher decimal = DECIMAL.matcher(type);
        return type.contains("UInt128")
                || type.contains("Time64(6)") && !type.contains("DateTime64")
                || type.contains("UUID")
                || decimal.find() && Integer.parseInt(decimal.group(1)) > EXACT_DECIMAL;
    }
}
