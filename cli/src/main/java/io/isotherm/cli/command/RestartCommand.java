package io.isotherm.cli.command;

import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Launcher;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.RestartedServices;
import io.isotherm.cli.stack.Service;
import io.isotherm.cli.stack.ServiceStatus;
import io.isotherm.cli.stack.StackLock;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "restart", description = "Stops and starts one service, or everything that runs.")
public final class RestartCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SERVICE", arity = "0..1", description = "Default: all that run.")
    private String service;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Settings settings = Settings.load();
        PrintWriter out = spec.commandLine().getOut();
        StackLock lock = StackLock.acquire(settings, "./isotherm restart", out);
        try {
            restart(settings, out);
        } finally {
            lock.release();
        }
        return 0;
    }

    private void restart(Settings settings, PrintWriter out) {
        Launcher launcher = Launchers.current(settings);
        Set<Service> restarted;
        RestartedServices note = new RestartedServices(settings);
        if (service == null) {
            restarted = running(launcher, note.ofEarlier());
            note.remember(restarted);
            launcher.stopAll(out);
        } else {
            restarted = EnumSet.of(Service.named(service));
            launcher.restart(Service.named(service));
        }
        new Pipeline(settings, out).startAndResume(restarted);
        if (service == null) {
            note.forget();
        }
    }

    /** Those that were given up included; the standard ones of a stack that is down. */
    private static Set<Service> running(Launcher launcher, Set<Service> alsoWanted) {
        Set<String> names = launcher.status().stream()
                .filter(status -> status.state() != ServiceStatus.State.STOPPED)
                .map(ServiceStatus::service)
                .collect(Collectors.toSet());
        EnumSet<Service> running = EnumSet.allOf(Service.class);
        running.removeIf(service -> !names.contains(service.serviceName()));
        running.addAll(alsoWanted);
        return running.isEmpty() ? Service.standard() : running;
    }
}
