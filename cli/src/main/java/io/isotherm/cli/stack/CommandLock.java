package io.isotherm.cli.stack;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * What one command at a time does. The lock is a file's, so it ends with the process that holds it, whichever way that
 * ends. Not reentrant.
 */
final class CommandLock {
    /** A process has a file's lock as a whole, and loses it when any of its threads closes that file. */
    private static final ConcurrentMap<Path, Semaphore> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    private final Semaphore inThisProcess;
    private final FileChannel channel;

    private CommandLock(Semaphore inThisProcess, FileChannel channel) {
        this.inThisProcess = inThisProcess;
        this.channel = channel;
    }

    /**
     * Waits for a command that holds it.
     *
     * @param command what holds it from then on
     * @param waiting is told which command of another process that is, before it is waited for
     */
    static CommandLock acquire(Path file, String command, Consumer<String> waiting) {
        Semaphore inThisProcess =
                IN_THIS_PROCESS.computeIfAbsent(file.toAbsolutePath().normalize(), key -> new Semaphore(1));
        inThisProcess.acquireUninterruptibly();
        try {
            return new CommandLock(inThisProcess, locked(file, command, waiting));
        } catch (IOException e) {
            inThisProcess.release();
            throw CliException.cannotRun(
                    "cannot write " + file + ": " + Cause.of(e), "check the folder's owner and free space", e);
        }
    }

    private static FileChannel locked(Path file, String command, Consumer<String> waiting) throws IOException {
        Files.createDirectories(file.getParent());
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                waiting.accept(Files.readString(file).strip());
                channel.lock();
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    (command + " (pid " + ProcessHandle.current().pid() + ")\n").getBytes(StandardCharsets.UTF_8)));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw CliException.failed("cannot release the lock: " + Cause.of(e), "run this again", e);
        } finally {
            inThisProcess.release();
        }
    }
}
