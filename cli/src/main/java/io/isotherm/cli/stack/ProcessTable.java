package io.isotherm.cli.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** The processes of this host as Linux shows them under {@code /proc}; those that end while it is read are skipped. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";

    /** A process that listens on a port. The name is that of its program; arguments could hold a secret. */
    record Listener(long pid, String program) {}

    private ProcessTable() {}

    /** Processes that were started with {@code name=value} in their environment, this one excepted. */
    static List<ProcessHandle> withEnvironment(String name, String value) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> hasVariable(process.pid(), name + "=" + value))
                .toList();
    }

    private static boolean hasVariable(long pid, String variable) {
        return variables(pid).contains(variable);
    }

    /** What a process was started with; empty if it has ended or may not be looked into. */
    static Map<String, String> environmentOf(long pid) {
        return variables(pid).stream()
                .map(variable -> variable.split("=", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (first, second) -> first));
    }

    private static List<String> variables(long pid) {
        try {
            // Linux ends each variable with a NUL byte.
            return List.of(
                    new String(Files.readAllBytes(PROC.resolve(pid + "/environ")), StandardCharsets.UTF_8).split("\0"));
        } catch (IOException endedOrForeign) {
            return List.of();
        }
    }

    /**
     * For how long a process and its descendants have run or waited for a processor. On a machine with others at work
     * the second part is the larger one.
     */
    static long busyNanos(long pid) {
        return ProcessHandle.of(pid)
                .map(process -> busyNanosAlone(process)
                        + process.descendants()
                                .mapToLong(ProcessTable::busyNanosAlone)
                                .sum())
                .orElse(0L);
    }

    private static long busyNanosAlone(ProcessHandle process) {
        long busy = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(PROC.resolve(process.pid() + "/task"))) {
            for (Path thread : threads) {
                // running, waiting for a processor, number of turns
                String[] times = Files.readString(thread.resolve("schedstat")).split(" ");
                busy += Long.parseLong(times[0]) + Long.parseLong(times[1]);
            }
            return busy;
        } catch (IOException | DirectoryIteratorException endedOrNotCounted) {
            return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
        }
    }

    /** Waits until the process has ended; false if it has not within the time. */
    static boolean awaitEnd(ProcessHandle process, Duration time) {
        try {
            process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Who listens on a TCP port: empty if nobody does, pid 0 if it is a process this user may not look into. */
    static Optional<Listener> listenerOn(int port) {
        Set<String> inodes = new HashSet<>();
        inodes.addAll(listeningInodes(PROC.resolve("net/tcp"), port));
        inodes.addAll(listeningInodes(PROC.resolve("net/tcp6"), port));
        if (inodes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(ProcessHandle.allProcesses()
                .filter(process -> holdsSocket(process.pid(), inodes))
                .findFirst()
                .map(process -> new Listener(process.pid(), programOf(process.pid())))
                .orElse(new Listener(0, "a process of another user")));
    }

    private static Set<String> listeningInodes(Path table, int port) {
        String suffix = String.format(":%04X", port);
        Set<String> inodes = new HashSet<>();
        try {
            for (String line : Files.readAllLines(table)) {
                String[] fields = line.strip().split("\\s+");
                if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTENING)) {
                    inodes.add("socket:[" + fields[9] + "]");
                }
            }
        } catch (IOException noSuchProtocol) {
            return Set.of();
        }
        return inodes;
    }

    private static boolean holdsSocket(long pid, Set<String> inodes) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && inodes.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException endedOrForeign) {
            return false;
        }
        return false;
    }

    private static String programOf(long pid) {
        try {
            return Files.readString(PROC.resolve(pid + "/comm")).strip();
        } catch (IOException ended) {
            return "a process that has just ended";
        }
    }
}
