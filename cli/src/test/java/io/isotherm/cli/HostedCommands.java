package io.isotherm.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Commands that run in a JVM which is there already, a {@link CommandHost}. The first command starts it, with the class
 * path and the options of {@code ./isotherm}. It ends with the tests.
 */
public final class HostedCommands implements AutoCloseable {
    /** They start and end processes, which belong to the process of the command. */
    private static final Set<String> OF_PROCESSES =
            Set.of("up", "down", "restart", "reset", "initial-run", "traffic", "airflow");

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private final Path directory;
    private final Map<String, String> environment;
    private final Path output;
    private final Duration limit;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private Process host;
    private Socket connection;

    /**
     * @param directory the working directory
     * @param environment of the commands, beside this process's own
     * @param output what the newest command has printed
     * @param limit for a command
     */
    public HostedCommands(Path directory, Map<String, String> environment, Path output, Duration limit) {
        this.directory = directory;
        this.environment = environment;
        this.output = output;
        this.limit = limit;
    }

    /** @param exit -1 if the command did not end in time */
    public record Result(int exit, String output) {}

    /** Empty if the command has to be a process of its own, be it that another one runs here meanwhile. */
    public Optional<Result> run(String... arguments) throws IOException {
        if (OF_PROCESSES.contains(arguments[0]) || !oneAtATime.tryLock()) {
            return Optional.empty();
        }
        try {
            if (host == null || !host.isAlive()) {
                start();
            }
            // the host appends to it
            Files.write(output, new byte[0]);
            int exit = execute(arguments);
            return Optional.of(new Result(exit, Files.readString(output)));
        } finally {
            oneAtATime.unlock();
        }
    }

    private void start() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(Math.toIntExact(START_LIMIT.toMillis()));
            ProcessBuilder builder = new ProcessBuilder(program(server.getLocalPort())).directory(directory.toFile());
            builder.environment().putAll(environment);
            host = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            connection = server.accept();
            connection.setSoTimeout(Math.toIntExact(limit.toMillis()));
        }
    }

    private static List<String> program(int port) {
        Path built = ROOT.resolve("cli/target");
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                built.resolve("classes") + ":" + built.resolve("lib") + "/*:" + built.resolve("test-classes"),
                "-Disotherm.root=" + ROOT,
                CommandHost.class.getName(),
                Integer.toString(port));
    }

    private int execute(String... arguments) throws IOException {
        DataOutputStream out = new DataOutputStream(connection.getOutputStream());
        out.writeInt(arguments.length);
        for (String argument : arguments) {
            out.writeUTF(argument);
        }
        out.flush();
        try {
            return new DataInputStream(connection.getInputStream()).readInt();
        } catch (SocketTimeoutException | EOFException noAnswer) {
            host.destroyForcibly();
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        if (connection != null) {
            connection.close();
        }
    }
}
