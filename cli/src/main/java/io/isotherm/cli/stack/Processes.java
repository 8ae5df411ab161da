package io.isotherm.cli.stack;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs other programs and waits for them. */
public final class Processes {
    /** Of the program {@code timeout}. */
    private static final int TIMED_OUT = 124;

    /** A query that it waits for is cancelled on the server first. */
    private static final int ENDS_WITHIN_SECONDS = 20;

    private Processes() {}

    /** What a finished program wrote, both streams together, and its exit code. */
    public record Result(int exitCode, String output) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** With this process' terminal; {@code added} is put into the inherited environment. */
    public static int runInForeground(List<String> command, Map<String, String> added) {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(added);
        try {
            return runHere(builder);
        } catch (IOException e) {
            throw cannotStart(command, e);
        } catch (InterruptedException e) {
            throw interrupted(command, e);
        }
    }

    /** Runs a program on this terminal, and ends it when this process is ended meanwhile. */
    public static int runHere(ProcessBuilder builder) throws IOException, InterruptedException {
        CompletableFuture<Process> program = new CompletableFuture<>();
        // Before the start, or a signal could come between the two
        Thread end = new Thread(() -> end(program));
        Runtime.getRuntime().addShutdownHook(end);
        try {
            program.complete(builder.start());
            return program.join().waitFor();
        } finally {
            program.cancel(false);
            try {
                Runtime.getRuntime().removeShutdownHook(end);
            } catch (IllegalStateException shuttingDown) {
                // the hook runs
            }
        }
    }

    private static void end(CompletableFuture<Process> program) {
        try {
            Process running = program.get(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
            running.destroy();
            running.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | CancellationException | TimeoutException neverStarted) {
            // there is nothing to end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns everything the program wrote. */
    public static Result capture(List<String> command, Map<String, String> added) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(added);
        StringBuilder output = new StringBuilder();
        int exit = pump(builder, line -> output.append(line).append('\n'));
        return new Result(exit, output.toString());
    }

    /** As {@link #capture(List, Map)}; a program that takes longer is ended and counts as failed. */
    static Result capture(List<String> command, Map<String, String> added, Duration within) {
        List<String> limited = new ArrayList<>(List.of("timeout", String.valueOf(within.toSeconds())));
        limited.addAll(command);
        Result result = capture(limited, added);
        return result.exitCode() == TIMED_OUT
                ? new Result(TIMED_OUT, result.output() + "no answer within " + within.toSeconds() + " s")
                : result;
    }

    /** Copies each line to {@code output} as it is written; {@code environment} is all the program gets. */
    static int runWithProgress(List<String> command, Map<String, String> environment, PrintWriter output) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return pump(builder, line -> {
            output.println("  " + line);
            output.flush();
        });
    }

    private static int pump(ProcessBuilder builder, java.util.function.Consumer<String> lines) {
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
                reader.lines().forEach(lines);
            }
            return process.waitFor();
        } catch (IOException e) {
            throw cannotStart(builder.command(), e);
        } catch (InterruptedException e) {
            throw interrupted(builder.command(), e);
        }
    }

    private static CliException cannotStart(List<String> command, IOException cause) {
        return CliException.cannotRun(
                "cannot run " + command.get(0) + ": " + Cause.of(cause), "see ./isotherm doctor", cause);
    }

    private static CliException interrupted(List<String> command, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return CliException.failed("interrupted while " + command.get(0) + " ran", "run this again", cause);
    }
}
