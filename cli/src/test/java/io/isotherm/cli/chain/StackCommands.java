package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.HostedCommands;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./isotherm} and other programs on a stack. */
final class StackCommands {
    private static final Path ROOT = StackPlace.ROOT;
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private final StackPlace place;
    private final HostedCommands hosted;

    StackCommands(StackPlace place) {
        this.place = place;
        this.hosted = new HostedCommands(ROOT, place.environment(), outputFile("hosted"), LIMIT);
    }

    /** @param exit -1 if the command did not end in time */
    record Result(int exit, String output) {}

    /** In a JVM that is there already, where that makes no difference to the command. */
    Result run(String... arguments) {
        try {
            return hosted.run(arguments)
                    .map(answer -> new Result(answer.exit(), answer.output()))
                    .orElseGet(() -> execute(isotherm(arguments)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command that is to be run in another way. */
    ProcessBuilder isotherm(String... arguments) {
        return process(List.of(ROOT.resolve("isotherm").toString()), arguments);
    }

    Result runProgram(Path program, String... arguments) {
        return execute(process(List.of(program.toString()), arguments));
    }

    /** Tells the supervisor something, or asks it, many times quicker than {@code ./isotherm} does. */
    String supervisor(String... arguments) {
        Path cache = Settings.load().cache();
        Result result = execute(process(
                List.of(
                        cache.resolve("dist/venv-supervisor/bin/supervisorctl").toString(),
                        "-s",
                        "unix://" + place.home().resolve("run/supervisor.sock")),
                arguments));
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    private ProcessBuilder process(List<String> program, String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(ROOT.toFile());
        builder.environment().putAll(place.environment());
        return builder;
    }

    private Result execute(ProcessBuilder builder) {
        Path output = outputFile(Long.toString(Thread.currentThread().getId()));
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        try {
            Process process = builder.start();
            boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            return new Result(ended ? process.exitValue() : -1, Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Path outputFile(String by) {
        Path home = place.home();
        return home.resolveSibling(
                home.getFileName() + "-command-" + ProcessHandle.current().pid() + "-" + by + ".log");
    }
}
