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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A stack in containers under a name of its own, on free ports, run the way a user runs it. Takes whichever Docker the
 * environment names.
 */
final class DockerStack {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** The next run then goes on with the stack of this one, as with other integration tests. */
    static final boolean KEPT = "keep".equals(System.getProperty("stack"));

    /** Of the compose files, in the order of starting by hand. */
    static final List<String> FOLDERS =
            List.of("kafka-docker", "clickhouse-docker", "flink-job/docker", "airflow-docker");

    private final String name;
    private final Path home;
    private final DockerShell shell;
    private String image;

    private DockerStack(String name, Path home, DockerShell shell) {
        this.name = name;
        this.home = home;
        this.shell = shell;
    }

    /** Of this checkout, with its home under {@code target/}. */
    static DockerStack of(String name) throws IOException {
        return of(name, UnaryOperator.identity());
    }

    /** @param place makes of a command one that runs where the stack is */
    static DockerStack of(String name, UnaryOperator<List<String>> place) throws IOException {
        DockerStack stack = new DockerStack(name, homeOf(name), new DockerShell(ROOT, place));
        stack.set("ISOTHERM_NAME", name);
        stack.set("ISOTHERM_HOME", ROOT.relativize(stack.home).toString());
        stack.set("ISOTHERM_TABLES", stack.tables().toString());
        Files.createDirectories(stack.home);
        Files.copy(ROOT.resolve("tables.yaml"), stack.tables(), StandardCopyOption.REPLACE_EXISTING);
        stack.choosePorts();
        return stack;
    }

    private void choosePorts() throws IOException {
        Path file = home.resolve("ports.env");
        if (!KEPT || !Files.exists(file)) {
            Map<String, String> ports = FreePorts.ofStack(ROOT);
            Files.write(file, lines(ports));
        }
        for (String line : Files.readAllLines(file)) {
            set(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
    }

    private static List<String> lines(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    /** Of another checkout, which gets its settings from {@code .env} as a user writes it. */
    static DockerStack ofCheckout(String name, Path root) throws IOException {
        Map<String, String> settings = FreePorts.ofStack(ROOT);
        settings.put("ISOTHERM_NAME", name);
        Files.write(root.resolve(".env"), lines(settings));
        return new DockerStack(name, root.resolve(".isotherm"), new DockerShell(root, UnaryOperator.identity()));
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

    DockerShell shell() {
        return shell;
    }

    void set(String setting, String value) {
        shell.environment().put(setting, value);
    }

    /** Runs {@code ./isotherm} and insists that it succeeds. */
    String isotherm(String... arguments) {
        return shell.isotherm(arguments);
    }

    String docker(String... arguments) {
        return shell.docker(arguments);
    }

    /** Docker Compose by hand in one of the folders, with the same settings. */
    String compose(String folder, String... arguments) {
        return shell.compose(folder, arguments);
    }

    String connection(String variable) {
        return shell.connection(variable);
    }

    /** Everything that was committed is in ClickHouse, and both sides have the same values. */
    void assertEqual() {
        isotherm("wait", "--timeout", "600");
        isotherm("verify");
    }

    /** Ids of this stack's running containers of a service, or of all services. */
    List<String> containers(String service) {
        return docker("ps", "--quiet", "--filter", "name=^" + name + "-[a-z]+-" + service)
                .lines()
                .toList();
    }

    /** Names of all that have not ended, with what Docker says of their state. */
    Map<String, String> states() {
        Map<String, String> states = new TreeMap<>();
        docker("ps", "--filter", "name=^" + name + "-", "--format", "{{.Names}}\t{{.Status}}")
                .lines()
                .map(line -> line.split("\t"))
                .forEach(fields -> states.put(fields[0], fields[1]));
        return states;
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
        inVolume(
                name + "-" + volume,
                "for file in /volume/" + pattern + "; do [ -e $file ] && : >$file || exit 1; done");
    }

    /** What a script prints that has the volume at {@code /volume}, and this stack's secrets at {@code /secrets}. */
    String inVolume(String volume, String script) {
        return docker(
                "run",
                "--rm",
                "--user=root",
                "--volume",
                volume + ":/volume",
                "--volume",
                home.resolve("secrets") + ":/secrets:ro",
                "--entrypoint=sh",
                anImage(),
                "-c",
                script);
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
                + String.join("\n", volumes())
                + docker("network", "ls", "--quiet", "--filter", "name=^" + name + "$");
    }

    List<String> volumes() {
        return docker("volume", "ls", "--quiet", "--filter", "name=^" + name + "-")
                .lines()
                .toList();
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
