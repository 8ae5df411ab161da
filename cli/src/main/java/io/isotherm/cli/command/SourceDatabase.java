package io.isotherm.cli.command;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import picocli.CommandLine.Option;

/** Which source database a command is for. */
final class SourceDatabase {
    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "In Postgres (default: the first source of tables.yaml).")
    private String given;

    String name(Settings settings) {
        if (given != null) {
            return given;
        }
        return settings.firstDatabase()
                .orElseThrow(() -> CliException.cannotRun(
                        "no database is given, and " + settings.tablesFile() + " cannot be used",
                        "name one with --database, or correct the file: ./isotherm doctor tells what is wrong"));
    }
}
