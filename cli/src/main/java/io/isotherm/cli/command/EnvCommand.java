package io.isotherm.cli.command;

import io.isotherm.cli.settings.ConnectionVariables;
import io.isotherm.cli.settings.Secrets;
import io.isotherm.cli.settings.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "env",
        description = {
            "Prints the connection settings of the stack, administrators' passwords included,",
            "as export lines: eval \"$(./isotherm env)\""
        })
public final class EnvCommand implements Callable<Integer> {
    @Mixin
    private SourceDatabase database;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Settings settings = Settings.load();
        new ConnectionVariables(settings, new Secrets(settings.home()), database.name(settings))
                .values()
                .forEach((name, value) ->
                        spec.commandLine().getOut().println("export " + name + "=" + shellQuoted(value)));
        return 0;
    }

    /** A word for a POSIX shell that stands for exactly {@code text}. */
    static String shellQuoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
