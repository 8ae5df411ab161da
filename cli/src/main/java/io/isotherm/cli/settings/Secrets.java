package io.isotherm.cli.settings;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** Secrets of one stack on disk: generated once, readable by their owner only, never printed by this class. */
public final class Secrets {
    private static final String OWNER_ONLY_FOLDER = "rwx------";

    private final Path folder;

    /** @param home {@code ISOTHERM_HOME} */
    public Secrets(Path home) {
        this.folder = home.resolve("secrets");
    }

    public Path folder() {
        return folder;
    }

    public Path file(Secret secret) {
        return folder.resolve(secret.fileName());
    }

    /** @throws CliException if the stack was never started here */
    public String get(Secret secret) {
        try {
            return Files.readString(file(secret)).strip();
        } catch (java.nio.file.NoSuchFileException e) {
            throw CliException.cannotRun("there is no secret " + file(secret), "start the stack: ./isotherm up", e);
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "cannot read the secret " + file(secret) + ": " + Cause.of(e), "check its owner", e);
        }
    }

    /** Creates the home, the folder and every missing secret; existing ones keep their value. */
    public void generateMissing() {
        try {
            createPrivate(folder.getParent());
            createPrivate(folder);
            SecureRandom random = new SecureRandom();
            for (Secret secret : Secret.values()) {
                if (!Files.exists(file(secret))) {
                    DurableFile.write(file(secret), secret.generate(random));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write secrets to " + folder, e);
        }
    }

    private static void createPrivate(Path path) throws IOException {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(OWNER_ONLY_FOLDER));
    }
}
