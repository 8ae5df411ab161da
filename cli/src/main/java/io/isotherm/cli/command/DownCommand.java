package io.isotherm.cli.command;

import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.RestartedServices;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "down", description = "Stops everything and keeps the data; the next up goes on where this one ended.")
public final class DownCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Settings settings = Settings.load();
        Launchers.current(settings).stopAll(out);
        new RestartedServices(settings).forget();
        out.println("  stopped; the data is kept");
        return 0;
    }
}
