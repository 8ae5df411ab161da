package io.isotherm.cli.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Small files that later commands rely on: complete or not there at all, whether this process is killed, the disk is
 * full or the power is cut. Readable by their owner only.
 */
public final class DurableFile {
    private static final String OWNER_ONLY = "rw-------";

    private DurableFile() {}

    /** Writes the file, or puts this content in the place of the old; it is on the disk when this returns. */
    public static void write(Path file, String text) throws IOException {
        Path draft = Files.createTempFile(
                file.getParent(),
                "." + file.getFileName(),
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        // the name, too
        try (FileChannel folder = FileChannel.open(file.getParent())) {
            folder.force(true);
        }
    }
}
