package io.isotherm.cli.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.chain.DiskImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A machine with a Docker daemon, as far as a stack can tell: it has processes, mounts and a network of its own, and
 * one disk, whose power can be cut. It gets the images of the daemon that the environment names, with what their build
 * has cached, because it reaches no registry.
 */
final class DockerMachine implements AutoCloseable {
    private static final int DISK_MEBIBYTES = 24_000;
    private static final Duration STARTED_WITHIN = Duration.ofMinutes(3);

    /**
     * The first process: the others end with it, at once. What a machine has in {@code /run} is empty after each start.
     * It reads the exit codes of those whose parents have ended.
     */
    private static final String FIRST_PROCESS = "mount -t tmpfs run /run; ip link set lo up;"
            + " echo 1 >/proc/sys/net/ipv4/ip_forward; dockerd --host unix:///run/docker.sock --data-root $1 & wait";

    private final DiskImage disk;
    private final Path data;
    private ProcessHandle first;

    private DockerMachine(DiskImage disk, Path data) {
        this.disk = disk;
        this.data = data;
    }

    /** What is missing here for such a machine; empty if it can be had. */
    static Optional<String> lack() {
        return DiskImage.lack()
                .or(() -> Files.isDirectory(images().resolve("overlay2"))
                        ? Optional.empty()
                        : Optional.of("a Docker daemon on this host with the storage driver overlay2"));
    }

    private static Path images() {
        return Path.of(execute(List.of("docker", "info", "--format", "{{.DockerRootDir}}")));
    }

    /** @param folder where its disk is mounted */
    static DockerMachine start(Path folder) throws IOException {
        Path images = images();
        DockerMachine machine = new DockerMachine(DiskImage.mount(folder, DISK_MEBIBYTES), folder.resolve("docker"));
        try {
            Files.createDirectory(machine.data);
            for (String part : List.of("overlay2", "image", "buildkit")) {
                execute(List.of("cp", "-ax", images.resolve(part).toString(), machine.data.toString()));
            }
            machine.powerOn();
            return machine;
        } catch (IOException | AssertionError | RuntimeException e) {
            machine.close();
            throw e;
        }
    }

    /** The daemon starts, and with it the containers that nobody had stopped. */
    void powerOn() throws IOException {
        Path log = data.resolveSibling("dockerd.log");
        Process namespaces = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--propagation=private",
                        "--net",
                        "--pid",
                        "--fork",
                        "--mount-proc",
                        "bash",
                        "-c",
                        FIRST_PROCESS,
                        "machine",
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        first = await().atMost(STARTED_WITHIN)
                .until(() -> namespaces.children().findFirst(), Optional::isPresent)
                .orElseThrow();
        await().atMost(STARTED_WITHIN)
                .failFast("dockerd has ended, see " + log, () -> !namespaces.isAlive())
                .untilAsserted(() -> execute(inside(List.of("docker", "info"))));
    }

    /** The command that runs another one in this machine. */
    List<String> inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of(
                "nsenter",
                "--target",
                String.valueOf(first.pid()),
                "--mount",
                "--net",
                "--pid",
                "--wd=" + DockerStack.ROOT,
                "env",
                "DOCKER_HOST=unix:///run/docker.sock"));
        all.addAll(command);
        return all;
    }

    /** Where the files of a volume are. */
    Path volume(String name) {
        return data.resolve("volumes/" + name + "/_data");
    }

    /** At once: nothing that any process does after the cut gets to the disk. */
    void cutPower() {
        disk.cut();
        kill();
        disk.mountAgain();
    }

    private void kill() {
        if (first != null) {
            first.destroyForcibly();
            first.onExit().join();
            first = null;
        }
    }

    @Override
    public void close() {
        kill();
        disk.close();
    }

    private static String execute(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes()).strip();
            assertThat(process.waitFor())
                    .as("%s%n%s", String.join(" ", command), output)
                    .isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
