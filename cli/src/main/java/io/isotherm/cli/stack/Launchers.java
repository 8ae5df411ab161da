package io.isotherm.cli.stack;

import io.isotherm.cli.CliException;
import io.isotherm.cli.settings.LaunchMode;
import io.isotherm.cli.settings.Settings;
import java.util.List;
import java.util.Map;

/** Chooses between the launchers. */
public final class Launchers {
    private Launchers() {}

    /** The launcher that the stack was started with; plain processes if it never was. */
    public static Launcher current(Settings settings) {
        return of(settings.launchMode(), settings);
    }

    /**
     * The launcher to start with, remembered for later commands.
     *
     * @throws CliException if the stack runs in another way
     */
    public static Launcher choose(LaunchMode wanted, Settings settings) {
        LaunchMode before = settings.launchMode();
        LaunchMode mode = wanted != LaunchMode.AUTO ? wanted : before;
        if (mode == LaunchMode.AUTO) {
            mode = dockerAnswers() ? LaunchMode.DOCKER : LaunchMode.LOCAL;
        }
        if (before != LaunchMode.AUTO && before != mode && isRunning(of(before, settings))) {
            throw CliException.cannotRun("this stack runs in mode " + before, "stop it first: ./isotherm down");
        }
        settings.rememberLaunchMode(mode);
        return of(mode, settings);
    }

    private static boolean isRunning(Launcher launcher) {
        return launcher.status().stream().anyMatch(status -> status.state() != ServiceStatus.State.STOPPED);
    }

    private static boolean dockerAnswers() {
        return Preflight.onPath("docker").isPresent()
                && Processes.capture(List.of("docker", "info"), Map.of()).succeeded()
                && Processes.capture(List.of("docker", "compose", "version"), Map.of())
                        .succeeded();
    }

    private static Launcher of(LaunchMode mode, Settings settings) {
        return mode == LaunchMode.DOCKER ? new DockerLauncher(settings) : new LocalLauncher(settings);
    }
}
