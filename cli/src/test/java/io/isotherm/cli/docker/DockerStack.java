package io.isotherm.cli.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stack in containers under a name of its own, on free ports, with its home under {@code target/}, run the way a user
 * runs it. Takes whichever Docker the environment names.
 */
final class DockerStack {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Images may have to be pulled and built first. */
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(40);

    private static final Pattern EXPORT = Pattern.compile("export (\\w+)='?(.*?)'?");

    private final String name;
    private final Path home;
    private final UnaryOperator<List<String>> place;
    private final Map<String, String> environment = new HashMap<>();
    private Map<String, String> connections;
    private String image;

    DockerStack(String name) throws IOException {
        this(name, UnaryOperator.identity());
    }

    /** @param place makes of a command one that runs where the stack is */
    DockerStack(String name, UnaryOperator<List<String>> place) throws IOException {
        this.name = name;
        this.home = homeOf(name);
        this.place = place;
        environment.put("ISOTHERM_NAME", name);
        environment.put("ISOTHERM_HOME", ROOT.relativize(home).toString());
        environment.put("ISOTHERM_TABLES", tables().toString());
        Files.createDirectories(home);
        Files.copy(ROOT.resolve("tables.yaml"), tables(), StandardCopyOption.REPLACE_EXISTING);
        environment.putAll(FreePorts.ofStack(ROOT));
    }

    static Path homeOf(String name) {
        return Path.of("target", name).toAbsolutePath();
    }

    /** A copy of the project's, to be edited. */
    Path tables() {
        return home.resolve("tables.yaml");
    }

    Path home() {
        return home;
    }

    void set(String setting, String value) {
        environment.put(setting, value);
    }

    /** @param exit -1 if the command did not end in time */
    record Result(int exit, String output) {}

    /** Runs {@code ./isotherm} and insists that it succeeds. */
    String isotherm(String... arguments) {
        return succeed(with(List.of(ROOT.resolve("isotherm").toString()), arguments));
    }

    String succeed(List<String> command) {
        Result result = run(command);
        assertThat(result.exit())
                .as("%s%n%s", String.join(" ", command), result.output())
                .isZero();
        return result.output();
    }

    /** Docker Compose by hand in one of the folders, with the same settings. */
    String compose(String folder, String... arguments) {
        return succeed(with(
                List.of(
                        "docker",
                        "compose",
                        "--project-directory",
                        ROOT.resolve(folder).toString()),
                arguments));
    }

    String docker(String... arguments) {
        return succeed(with(List.of("docker"), arguments)).strip();
    }

    /** Everything that was committed is in ClickHouse, and both sides have the same values. */
    void assertEqual() {
        isotherm("wait", "--timeout", "600");
        isotherm("verify");
    }

    Result run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(place.apply(command)).directory(ROOT.toFile());
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

    /** Ids of this stack's containers of a service, or of all services. */
    List<String> containers(String service) {
        List<String> arguments =
                new ArrayList<>(List.of("ps", "--quiet", "--filter", "name=^" + name + "-[a-z]+-" + service));
        return docker(arguments.toArray(String[]::new)).lines().toList();
    }

    /**
     * kill -9 of a container's first process, as the kernel does it; Docker takes it for a crash and starts it again.
     */
    void kill(String container) {
        // One that has just ended with another has none until it is started again
        String pid = await().atMost(Duration.ofMinutes(2))
                .until(() -> docker("inspect", "--format", "{{.State.Pid}}", container), found -> !found.equals("0"));
        docker("run", "--rm", "--pid=host", "--user=root", "--entrypoint=sh", anImage(), "-c", "kill -9 " + pid);
    }

    /** @param volume without the stack's name, such as {@code kafka_kafka-data} */
    void emptyFiles(String volume, String pattern) {
        String mount = name + "-" + volume + ":/volume";
        docker(
                "run",
                "--rm",
                "--user=root",
                "--volume",
                mount,
                "--entrypoint=sh",
                anImage(),
                "-c",
                "for file in /volume/" + pattern + "; do [ -e $file ] && : >$file || exit 1; done");
    }

    /** One with a shell; asked while all run. */
    private String anImage() {
        if (image == null) {
            image = docker(
                    "inspect",
                    "--format",
                    "{{.Config.Image}}",
                    containers("postgres").get(0));
        }
        return image;
    }

    /** What is left in Docker under this stack's name: containers, volumes and networks. */
    String leftovers() {
        return docker("ps", "--all", "--quiet", "--filter", "name=^" + name + "-")
                + docker("volume", "ls", "--quiet", "--filter", "name=^" + name + "-")
                + docker("network", "ls", "--quiet", "--filter", "name=^" + name + "$");
    }

    /** Volumes without a name, of whichever container. */
    List<String> anonymousVolumes() {
        return docker("volume", "ls", "--quiet")
                .lines()
                .filter(volume -> volume.matches("[0-9a-f]{64}"))
                .toList();
    }

    /** The answer of ClickHouse to its administrator, as tab-separated lines. */
    String query(String sql) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(connection("CLICKHOUSE_URL")))
                .header("X-ClickHouse-User", connection("CLICKHOUSE_USER"))
                .header("X-ClickHouse-Key", connection("CLICKHOUSE_PASSWORD"))
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        HttpResponse<String> response = send(request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body().strip();
    }

    static HttpResponse<String> get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).build());
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
