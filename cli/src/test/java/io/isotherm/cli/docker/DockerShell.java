package io.isotherm.cli.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.CommandNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a user of one checkout of the project types: {@code ./isotherm}, Docker and Docker Compose. */
final class DockerShell {
    /** Images may have to be pulled and built first. */
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(40);

    private static final Pattern EXPORT = Pattern.compile("export (\\w+)='?(.*?)'?");
    private static final Set<String> DONE = new ConcurrentSkipListSet<>();

    private final Path root;
    private final UnaryOperator<List<String>> place;
    private final Map<String, String> environment = new TreeMap<>();
    private Map<String, String> connections;

    /** @param place makes of a command one that runs where the stack is */
    DockerShell(Path root, UnaryOperator<List<String>> place) {
        this.root = root;
        this.place = place;
    }

    /** The commands of the product that have succeeded in this run, on whichever stack. */
    static Set<String> done() {
        return DONE;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** @param exit -1 if the command did not end in time */
    record Result(int exit, String output) {}

    Result isothermResult(String... arguments) {
        return run(root, with(List.of(root.resolve("isotherm").toString()), arguments));
    }

    /** Runs {@code ./isotherm} and insists that it succeeds. */
    String isotherm(String... arguments) {
        String output = succeed(root, with(List.of(root.resolve("isotherm").toString()), arguments));
        DONE.add(CommandNames.of(List.of(arguments)));
        return output;
    }

    /** From nothing: {@code ./initial_run.sh}, whose main job is a command too. */
    String initialRun(String... arguments) {
        String output =
                succeed(root, with(List.of(root.resolve("initial_run.sh").toString()), arguments));
        DONE.add("initial-run");
        return output;
    }

    String docker(String... arguments) {
        return succeed(root, with(List.of("docker"), arguments)).strip();
    }

    /** Docker Compose by hand in one of the folders, with the same settings. */
    String compose(String folder, String... arguments) {
        return succeed(
                root,
                with(
                        List.of(
                                "docker",
                                "compose",
                                "--project-directory",
                                root.resolve(folder).toString()),
                        arguments));
    }

    /** One of the names that {@code isotherm env} prints. */
    String connection(String variable) {
        if (connections == null) {
            connections = new HashMap<>();
            isotherm("env")
                    .lines()
                    .map(EXPORT::matcher)
                    .filter(Matcher::matches)
                    .forEach(line -> connections.put(line.group(1), line.group(2)));
        }
        return connections.get(variable);
    }

    String succeed(Path folder, List<String> command) {
        Result result = run(folder, command);
        assertThat(result.exit())
                .as("%s%n%s", String.join(" ", command), result.output())
                .isZero();
        return result.output();
    }

    private Result run(Path folder, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(place.apply(command)).directory(folder.toFile());
        builder.environment().putAll(environment);
        try {
            Path output = Files.createTempFile(Path.of("target"), "docker-command", ".log");
            builder.redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile());
            Process process = builder.start();
            boolean ended = process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String text = Files.readString(output);
            Files.delete(output);
            return new Result(ended ? process.exitValue() : -1, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<String> with(List<String> first, String... rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(rest));
        return all;
    }
}
