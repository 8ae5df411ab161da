package io.isotherm.cli.command;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Launcher;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.UnfinishedReset;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "reset",
        description =
                "Stops everything and deletes all local data: source, slots, topics, tables, state. Secrets and downloads stay.")
public final class ResetCommand implements Callable<Integer> {
    @Option(names = "--yes", description = "Really delete.")
    private boolean confirmed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Settings settings = Settings.load();
        if (!confirmed) {
            throw CliException.cannotRun(
                    "reset deletes all data under " + settings.home(), "to do that: ./isotherm reset --yes");
        }
        PrintWriter out = spec.commandLine().getOut();
        Launcher launcher = Launchers.current(settings);
        launcher.stopAll(out);
        UnfinishedReset mark = new UnfinishedReset(settings);
        mark.begin();
        launcher.deleteData(out);
        mark.end();
        out.println("  deleted; secrets and downloads were kept");
        return 0;
    }
}
