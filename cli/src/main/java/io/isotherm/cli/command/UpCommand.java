package io.isotherm.cli.command;

import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.settings.LaunchMode;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Service;
import io.isotherm.cli.stack.StackLock;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        description = {
            "Installs and starts the stack, waits until it is ready, prepares the source and the connector.",
            "What ran when the stack went down runs again: the job from its last checkpoint, connectors that were"
                    + " paused or have failed too. A job that was stopped or cancelled stays so, and up says it.",
            "May be repeated at any time: what runs is left alone.",
            "Exit code 0: all of that runs. 1: something does not, with the reason. 2: nothing could be started."
        })
public final class UpCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SERVICE", description = "Only these and what they need. Default: all but the dashboard.")
    private List<String> services = List.of();

    @Option(
            names = "--mode",
            defaultValue = "AUTO",
            description =
                    "local (plain processes), docker, or auto: as before, else docker where it has the images or can pull them.")
    private LaunchMode mode;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Set<Service> wanted = services.isEmpty()
                ? Service.standard()
                : services.stream()
                        .map(Service::named)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Service.class)));
        Settings settings = Settings.load();
        PrintWriter out = spec.commandLine().getOut();
        StackLock lock = StackLock.acquire(settings, "./isotherm up", out);
        try {
            new Pipeline(settings, mode, out).startAndResume(wanted);
        } finally {
            lock.release();
        }
        return 0;
    }
}
