package io.isotherm.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files that belong to the repository. */
final class RepositoryFiles {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private RepositoryFiles() {}

    /** Only a checkout knows which files are its own. */
    static boolean areKnown() {
        return Files.exists(ROOT.resolve(".git"));
    }

    /** Tracked files, and new ones that are not ignored. */
    static List<String> all() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
                .directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as("exit code of git ls-files").isZero();
        return List.of(output.split("\0"));
    }

    /** Empty for a file that is not text, or that was deleted but is still tracked. */
    static Optional<String> text(String file) throws IOException {
        Path path = ROOT.resolve(file);
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
