package io.isotherm.cli.stack;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One command at a time starts a stack: two would end each other's half-started processes, and submit the job twice. It
 * ends with the process that holds it, whichever way that ends.
 */
public final class StackLock {
    private final FileChannel channel;
    private final Thread farewell;

    private StackLock(FileChannel channel) {
        this.channel = channel;
        this.farewell = new Thread(StackLock::sayWhatGoesOn, "interrupted");
    }

    /** Waits for a command that holds it, and says for which. */
    public static StackLock acquire(Settings settings, String command, PrintWriter progress) {
        Path file = settings.runFolder().resolve("start.lock");
        try {
            Files.createDirectories(settings.runFolder());
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                progress.println("  waiting for " + Files.readString(file).strip() + ", which is starting this stack");
                progress.flush();
                channel.lock();
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    (command + " (pid " + ProcessHandle.current().pid() + ")\n").getBytes(StandardCharsets.UTF_8)));
            StackLock held = new StackLock(channel);
            Runtime.getRuntime().addShutdownHook(held.farewell);
            return held;
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "cannot write " + file + ": " + Cause.of(e), "check the folder's owner and free space", e);
        }
    }

    /** Runs only when this process is ended in the middle, as by Ctrl-C. */
    private static void sayWhatGoesOn() {
        System.err.println("isotherm: interrupted; services that were started go on in the background");
        System.err.println("  -> run it again to go on from here, or stop them: ./isotherm down");
    }

    public void release() {
        Runtime.getRuntime().removeShutdownHook(farewell);
        try {
            channel.close();
        } catch (IOException e) {
            throw CliException.failed("cannot release the lock: " + Cause.of(e), "run this again", e);
        }
    }
}
