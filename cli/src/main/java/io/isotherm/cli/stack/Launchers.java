package io.isotherm.cli.stack;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.LaunchMode;
import io.isotherm.cli.settings.Settings;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

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
     * @param progress hears which one {@link LaunchMode#AUTO} stands for, and why
     * @throws CliException if the stack runs in another way
     */
    public static Launcher choose(LaunchMode wanted, Settings settings, PrintWriter progress) {
        LaunchMode before = settings.launchMode();
        LaunchMode mode =
                wanted == LaunchMode.AUTO ? automatic(before, () -> obstacleToDocker(settings), progress) : wanted;
        if (before != LaunchMode.AUTO && before != mode && isRunning(of(before, settings))) {
            throw CliException.cannotRun("this stack runs in mode " + before, "stop it first: ./isotherm down");
        }
        settings.rememberLaunchMode(mode);
        return of(mode, settings);
    }

    /** @param obstacleToDocker is asked only the first time, because it may try to pull an image */
    static LaunchMode automatic(LaunchMode before, Supplier<Optional<String>> obstacleToDocker, PrintWriter progress) {
        if (before != LaunchMode.AUTO) {
            say(progress, before, "as before", "./isotherm down, then --mode " + name(other(before)));
            return before;
        }
        Optional<String> obstacle = obstacleToDocker.get();
        LaunchMode mode = obstacle.isEmpty() ? LaunchMode.DOCKER : LaunchMode.LOCAL;
        say(
                progress,
                mode,
                obstacle.map(reason -> "without containers, because: " + reason)
                        .orElse("because Docker answers and has the images, or can pull them"),
                "--mode " + name(other(mode)));
        return mode;
    }

    /** Why containers cannot start here; empty if they can. */
    private static Optional<String> obstacleToDocker(Settings settings) {
        return new DockerPreflight(settings)
                .check().stream()
                        .filter(finding -> finding.level() == Finding.Level.FAIL)
                        .map(finding -> finding.subject() + " " + finding.detail())
                        .findFirst()
                        .or(() -> new DockerImages(settings).obstacle());
    }

    private static void say(PrintWriter progress, LaunchMode mode, String why, String remedy) {
        progress.println("  mode " + name(mode) + ", " + why + " (the other way: " + remedy + ")");
        progress.flush();
    }

    private static LaunchMode other(LaunchMode mode) {
        return mode == LaunchMode.DOCKER ? LaunchMode.LOCAL : LaunchMode.DOCKER;
    }

    private static String name(LaunchMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private static boolean isRunning(Launcher launcher) {
        return launcher.status().stream().anyMatch(status -> status.state() != ServiceStatus.State.STOPPED);
    }

    /** The demo's traffic, in the background of the stack. */
    public static BackgroundProgram traffic(Settings settings) {
        return settings.launchMode() == LaunchMode.DOCKER
                ? DockerLauncher.traffic(settings)
                : new SupervisedProgram(settings, "traffic");
    }

    /** The comparison of all tables, in the background of the stack. */
    public static BackgroundProgram watch(Settings settings) {
        return settings.launchMode() == LaunchMode.DOCKER
                ? DockerLauncher.watch(settings)
                : new SupervisedProgram(settings, "watch");
    }

    private static Launcher of(LaunchMode mode, Settings settings) {
        return mode == LaunchMode.DOCKER ? new DockerLauncher(settings) : new LocalLauncher(settings);
    }
}
