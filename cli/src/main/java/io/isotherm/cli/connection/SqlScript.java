package io.isotherm.cli.connection;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A file of SQL for ClickHouse, which takes one statement at a time. */
public final class SqlScript {
    private SqlScript() {}

    /** @throws CliException if the file cannot be read */
    public static List<String> read(Path file) {
        try {
            return statements(Files.readString(file));
        } catch (IOException e) {
            throw CliException.failed("cannot read " + file + ": " + Cause.of(e), "restore it", e);
        }
    }

    /** Statements end with a semicolon at the end of a line; lines that begin with {@code --} are comments. */
    public static List<String> statements(String script) {
        String code = script.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        return Arrays.stream(code.split(";\\s*(\n|$)"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
