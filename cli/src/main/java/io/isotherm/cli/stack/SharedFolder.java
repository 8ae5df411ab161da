package io.isotherm.cli.stack;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
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
 * A folder that this command writes and services read. Containers have the folder mounted, not its files: a file that
 * is replaced, as editors do it, would stay the old one inside of them.
 *
 * @param here on this host
 * @param there as services name it
 */
public record SharedFolder(Path here, String there) {
    /**
     * Writes a file, whole at any moment.
     *
     * @return its path as services name it
     */
    public String write(String name, String content) {
        Path file = here.resolve(name);
        try {
            Files.createDirectories(here);
            Path draft = Files.createTempFile(here, "." + name, "");
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                // Or a power cut leaves the new name with nothing in it
                channel.force(true);
            }
            // Servers in containers read it as users of their own; no secret is in it.
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return there + "/" + name;
        } catch (IOException e) {
            throw CliException.failed("cannot write " + file + ": " + Cause.of(e), "check the folder's owner", e);
        }
    }
}
