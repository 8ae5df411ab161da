package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A file system in a file, whose power can be cut: from that moment nothing more reaches it, and what no sync or
 * write-back had brought there is gone when it is mounted again. It needs root and a loop device.
 */
public final class DiskImage implements AutoCloseable {
    /** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: at once, without the journal that is only in memory. */
    private static final String SHUTDOWN = "import fcntl, os, struct, sys;"
            + " fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack('I', 2))";

    /** What the disk may need for its own books of a large file. */
    private static final long LEFT_TO_WRITE_BYTES = 20_000_000;

    private static final int SECONDS_PER_COMMAND = 120;

    private final Path image;
    private final Path folder;

    private DiskImage(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
    }

    /** What this machine lacks for such a disk; empty if it can have one. */
    public static Optional<String> lack() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("root");
        }
        Path probe = Path.of("target/power-probe").toAbsolutePath();
        try (DiskImage disk = mount(probe, 16)) {
            disk.cut();
            disk.mountAgain();
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of("a loop device with ext4: " + e.getMessage());
        }
    }

    /** A new, empty disk at a folder; {@code <folder>.image} beside it takes up only what is written. */
    public static DiskImage mount(Path folder, int mebibytes) {
        Path image = folder.resolveSibling(folder.getFileName() + ".image");
        try {
            Files.deleteIfExists(image);
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("truncate", "-s", mebibytes + "M", image.toString());
        run("mkfs.ext4", "-q", image.toString());
        DiskImage disk = new DiskImage(image, folder);
        disk.mountAgain();
        return disk;
    }

    /** Nothing that is written from now on, or was and has not reached the disk, is there afterwards. */
    public void cut() {
        run("python3", "-c", SHUTDOWN, folder.toString());
    }

    /** After a cut: with what had reached the disk. Every process that used it must have ended. */
    public void mountAgain() {
        unmount();
        run("mount", "-o", "loop", image.toString(), folder.toString());
    }

    /** Takes all the room there is. */
    void fill() {
        long free = folder.toFile().getUsableSpace();
        run(
                "fallocate",
                "-l",
                String.valueOf(free - LEFT_TO_WRITE_BYTES),
                ballast().toString());
        byte[] block = new byte[1 << 12];
        try (OutputStream rest = Files.newOutputStream(ballast(), StandardOpenOption.APPEND)) {
            while (folder.toFile().getUsableSpace() > 0) {
                rest.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    /** Gives back what {@link #fill} took. */
    void free() throws IOException {
        Files.delete(ballast());
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    /** A killed process lets go of its files a moment later. */
    private void unmount() {
        await().atMost(Duration.ofSeconds(60))
                .ignoreException(IllegalStateException.class)
                .until(() -> {
                    if (isMounted()) {
                        run("umount", folder.toString());
                    }
                    return true;
                });
    }

    private boolean isMounted() {
        try {
            return Files.readString(Path.of("/proc/self/mounts")).contains(" " + folder + " ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        unmount();
        try {
            Files.deleteIfExists(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes()).strip();
            if (!process.waitFor(SECONDS_PER_COMMAND, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", List.of(command)) + ": " + output);
            }
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", List.of(command)) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
