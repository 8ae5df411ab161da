package io.isotherm.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on which nobody listens, for the servers of tests. None is given twice, and none is one of those that Linux
 * gives to outgoing connections: a server that is stopped for a while finds its port free again.
 */
public final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int FIRST_OF_OUTGOING_CONNECTIONS = 32_768;
    private static final int ATTEMPTS = 10_000;
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    public static synchronized int next() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_OF_OUTGOING_CONNECTIONS);
            if (!GIVEN.contains(port) && isFree(port)) {
                GIVEN.add(port);
                return port;
            }
        }
        throw new AssertionError("no port of the loopback interface is free");
    }

    /** One for each server of a stack, by the name that {@code .env.example} has for it. */
    public static Map<String, String> ofStack(Path root) throws IOException {
        Map<String, String> ports = new TreeMap<>();
        for (String line : Files.readAllLines(root.resolve(".env.example"))) {
            if (line.matches("\\w+_PORT=\\d+")) {
                ports.put(line.substring(0, line.indexOf('=')), Integer.toString(next()));
            }
        }
        return ports;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
