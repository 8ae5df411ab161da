package io.isotherm.cli;

import io.isotherm.cli.settings.Setting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs commands in a working directory of their own, with every port that is not given closed. */
public final class CommandProcess implements AutoCloseable {
    private static final int LIMIT_SECONDS = 120;

    /** Taken, and nobody listens: every connection is refused, and no other process can get them meanwhile. */
    private final Map<Setting, Socket> closedPorts = new EnumMap<>(Setting.class);

    private final Path work;
    private final Map<Map<String, String>, HostedCommands> hosted = new HashMap<>();

    /** @param work the working directory; what commands print is in files beside it */
    public CommandProcess(Path work) throws IOException {
        this.work = Files.createDirectories(work);
        BuiltCommand.trust();
        for (Setting setting : Setting.values()) {
            if (setting.kind() == Setting.Kind.PORT) {
                Socket socket = new Socket();
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                closedPorts.put(setting, socket);
            }
        }
    }

    /** What a command answered. */
    public record Result(int exit, String output) {}

    /** A command that runs. */
    public final class Running {
        private final Process process;
        private final Path output;

        private Running(Process process, Path output) {
            this.process = process;
            this.output = output;
        }

        public String output() throws IOException {
            return Files.readString(output);
        }

        /** Ctrl-C. */
        public void interrupt() throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        /** Those that the command has started. */
        public List<ProcessHandle> programs() {
            return process.descendants().toList();
        }

        /** What {@code kill} sends. */
        public void terminate() {
            process.destroy();
        }

        /** {@code kill -9}. */
        public void kill() {
            process.destroyForcibly();
        }

        public Result await() throws IOException, InterruptedException {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end within " + LIMIT_SECONDS + " s: " + output());
            }
            return new Result(process.exitValue(), output());
        }
    }

    /**
     * Starts a command as a process of its own.
     *
     * @param ports of servers that are there
     */
    public Running start(Path home, Map<Setting, String> ports, String... arguments) throws IOException {
        // A shell that starts programs in the background lets them ignore Ctrl-C
        List<String> words = new ArrayList<>(
                List.of("env", "--default-signal=INT", BuiltCommand.launcher().toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).directory(work.toFile());
        builder.environment().putAll(environment(home, ports));
        Path output = outputFile();
        return new Running(
                builder.redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    private Map<String, String> environment(Path home, Map<Setting, String> ports) {
        Map<String, String> environment = new HashMap<>();
        environment.put(Setting.ISOTHERM_HOME.name(), home.toString());
        closedPorts.forEach(
                (setting, socket) -> environment.put(setting.name(), Integer.toString(socket.getLocalPort())));
        ports.forEach((setting, port) -> environment.put(setting.name(), port));
        return environment;
    }

    private Path outputFile() throws IOException {
        return Files.createTempFile(work.getParent(), "output", ".log");
    }

    /** In a JVM that is there already, where that makes no difference to the command. */
    public Result run(Path home, Map<Setting, String> ports, String... arguments)
            throws IOException, InterruptedException {
        Map<String, String> environment = environment(home, ports);
        if (!hosted.containsKey(environment)) {
            hosted.put(
                    environment,
                    new HostedCommands(work, environment, outputFile(), Duration.ofSeconds(LIMIT_SECONDS)));
        }
        Optional<HostedCommands.Result> result = hosted.get(environment).run(arguments);
        return result.isPresent()
                ? new Result(result.get().exit(), result.get().output())
                : start(home, ports, arguments).await();
    }

    /** The names of what commands left in their working directory. */
    public List<String> filesLeft() throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public void close() throws IOException {
        for (HostedCommands host : hosted.values()) {
            host.close();
        }
        for (Socket socket : closedPorts.values()) {
            socket.close();
        }
    }
}
