package io.isotherm.cli.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A whole stack of a fresh clone that Docker Compose starts, with the commands that the heads of the compose files
 * tell, word for word.
 */
final class StackByHand implements AutoCloseable {
    /** In a comment; more blanks come before what it is for. */
    private static final Pattern COMMAND = Pattern.compile("(?m)docker compose --env-file \\S+ .*?(?=  |$)");

    private final Path checkout;
    private final DockerStack stack;

    /** @param checkout a new folder for the clone */
    StackByHand(String name, Path checkout) throws IOException {
        this.checkout = checkout;
        // What is not committed yet is cloned too, and what Git ignores only where it is this machine's own
        new DockerShell(DockerStack.ROOT, command -> command)
                .succeed(
                        DockerStack.ROOT,
                        List.of(
                                "bash",
                                "-c",
                                "set -e; mkdir -p \"$1\"; { git ls-files -z --cached --others --exclude-standard;"
                                        + " find . -maxdepth 3 -name docker-compose.override.yaml -print0; }"
                                        + " | xargs -0 cp --parents --target-directory \"$1\"",
                                "clone",
                                checkout.toString()));
        this.stack = DockerStack.ofCheckout(name, checkout);
    }

    DockerStack stack() {
        return stack;
    }

    /** Until the job runs and both sides are equal. */
    void start() throws IOException {
        stack.isotherm("prepare");
        String submit = "";
        for (String folder : DockerStack.FOLDERS) {
            List<String> commands = commands(checkout.resolve(folder));
            run(folder, commands.get(0));
            submit = commands.stream()
                    .filter(command -> command.contains(" exec "))
                    .findFirst()
                    .orElse(submit);
        }
        stack.isotherm("up");
        stack.isotherm("seed");
        stack.isotherm("apply", "--no-wait");
        run("flink-job/docker", submit);
        stack.assertEqual();
        assertThat(stack.isotherm("status")).contains("ecommerce_orders");
    }

    private void run(String folder, String command) {
        stack.shell().succeed(checkout.resolve(folder), List.of("bash", "-c", command));
    }

    /** In the order of the file; the first is the one that starts all of it. */
    private static List<String> commands(Path folder) throws IOException {
        String text = Files.readString(folder.resolve("docker-compose.yaml")).replaceAll("\\\\\n# +", "");
        return COMMAND.matcher(text)
                .results()
                .map(found -> found.group().strip())
                .toList();
    }

    @Override
    public void close() {
        stack.isotherm("reset", "--yes");
    }
}
