package io.isotherm.cli.stack;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program beside the containers, where there is no supervisor: it outlives this command, in a session of its own. A
 * variable of its environment tells it from those of other stacks.
 */
final class DetachedProgram implements BackgroundProgram {
    private static final String MARK = "ISOTHERM_PROGRAM";
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);

    /** More than a program that waits uses up in a minute. */
    private static final long BUSY_QUANTUM_NANOS = Duration.ofSeconds(5).toNanos();

    private final Settings settings;
    private final String name;
    private final List<String> command;

    DetachedProgram(Settings settings, String name, List<String> command) {
        this.settings = settings;
        this.name = name;
        this.command = List.copyOf(command);
    }

    @Override
    public boolean isRunning() {
        return process().isPresent();
    }

    Optional<ProcessHandle> process() {
        return ProcessTable.withEnvironment(MARK, mark()).stream()
                .filter(ProcessHandle::isAlive)
                .findFirst();
    }

    private String mark() {
        return name + " of " + settings.home();
    }

    Path logFile() {
        return settings.logFolder().resolve(name + ".log");
    }

    @Override
    public void start() {
        List<String> detached = new ArrayList<>(List.of("setsid"));
        detached.addAll(command);
        try {
            Files.createDirectories(settings.logFolder());
            ProcessBuilder builder = new ProcessBuilder(detached)
                    .directory(settings.root().toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(logFile().toFile());
            builder.environment().clear();
            builder.environment().putAll(StackEnvironment.forServices(settings, System.getenv()));
            builder.environment().put(MARK, mark());
            builder.start();
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "cannot start " + name + ": " + Cause.of(e), "install setsid (Debian: util-linux)", e);
        }
    }

    @Override
    public Object progress() {
        long pid = process().map(ProcessHandle::pid).orElse(0L);
        return pid + " " + ProcessTable.busyNanos(pid) / BUSY_QUANTUM_NANOS;
    }

    @Override
    public void stop() {
        for (ProcessHandle process : ProcessTable.withEnvironment(MARK, mark())) {
            process.destroy();
            if (!ProcessTable.awaitEnd(process, ENDS_WITHIN)) {
                throw CliException.failed(
                        name + " did not end within " + ENDS_WITHIN.toSeconds() + " s",
                        "end process " + process.pid() + " by hand");
            }
        }
    }
}
