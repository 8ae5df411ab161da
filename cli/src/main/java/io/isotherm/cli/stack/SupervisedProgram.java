package io.isotherm.cli.stack;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.waiting.Polling;
import java.time.Duration;

/** A program of the local stack, under its supervisor. */
final class SupervisedProgram implements BackgroundProgram {
    /** The supervisor itself kills after a minute what does not end: {@code stopwaitsecs}. */
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);

    /** More than a program that waits uses up in a minute. */
    private static final long BUSY_QUANTUM_NANOS = Duration.ofSeconds(5).toNanos();

    private final SupervisorClient supervisor;
    private final String name;

    /** @param name of the program in the supervisor's configuration */
    SupervisedProgram(Settings settings, String name) {
        this.supervisor = new SupervisorClient(settings.runFolder().resolve("supervisor.sock"));
        this.name = name;
    }

    /** False as well when there is no supervisor. */
    @Override
    public boolean isRunning() {
        return supervisor.isAlive() && hasProcess();
    }

    private boolean hasProcess() {
        return supervisor.processes().stream()
                .anyMatch(process -> process.name().equals(name) && process.pid() != 0);
    }

    @Override
    public void requireStartable() {
        supervisor.processes();
    }

    /** @throws CliException if there is no supervisor or it does not know the program */
    @Override
    public void start() {
        try {
            supervisor.start(name);
        } catch (SupervisorClient.Fault e) {
            throw CliException.failed(
                    "the supervisor could not start " + name + ": " + e.getMessage(), "./isotherm logs " + name, e);
        }
    }

    @Override
    public Object progress() {
        long pid = supervisor.processes().stream()
                .filter(process -> process.name().equals(name))
                .mapToLong(SupervisorClient.Process::pid)
                .findFirst()
                .orElse(0);
        return pid + " " + ProcessTable.busyNanos(pid) / BUSY_QUANTUM_NANOS;
    }

    @Override
    public void stop() {
        supervisor.stop(name);
        if (!Polling.until(ENDS_WITHIN, () -> !hasProcess())) {
            throw CliException.failed(
                    name + " did not end within " + ENDS_WITHIN.toSeconds() + " s", "./isotherm logs " + name);
        }
    }
}
