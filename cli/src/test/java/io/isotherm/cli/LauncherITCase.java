package io.isotherm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./isotherm} with its archive of classes, and without one. */
@Tag("static")
class LauncherITCase {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String HELP = "Usage: isotherm [-h] COMMAND";

    @TempDir
    private Path folder;

    private Path target;

    /** What Maven has built, at a place of its own. */
    @BeforeEach
    void install() throws IOException {
        target = Files.createDirectories(folder.resolve("product/cli/target"));
        for (String part : List.of("pom.xml", "isotherm", "flink-job", "kafka-docker", "cli/pom.xml", "cli/src")) {
            Files.createSymbolicLink(folder.resolve("product").resolve(part), ROOT.resolve(part));
        }
        try (Stream<Path> built = Files.list(ROOT.resolve("cli/target"))) {
            for (Path file : built.filter(path -> path.getFileName().toString().matches("lib|isotherm-cli-.*jar"))
                    .toList()) {
                Files.createSymbolicLink(target.resolve(file.getFileName()), file);
            }
        }
        // Nothing is to be built again
        Path stamp = Files.createFile(target.resolve("built"));
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.now().plus(Duration.ofHours(1))));
    }

    @Test
    void archiveIsMadeOnceAndIsOneThatTheJvmTakes() throws Exception {
        Path jdk = jdk("\"${@/-Xshare:auto/-Xshare:$SHARE}\"");

        assertThat(help(jdk, "on")).startsWith(HELP);
        Path archive = archive();
        FileTime made = Files.getLastModifiedTime(archive);
        assertThat(help(jdk, "on")).startsWith(HELP);
        assertThat(archive()).isEqualTo(archive);
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(made);
        assertThat(target).isDirectoryNotContaining("glob:**archive.*");

        Files.delete(archive);
        Files.writeString(archive, "of another machine");
        assertThat(help(jdk, "on")).doesNotContain(HELP);
        assertThat(help(jdk, "auto")).startsWith(HELP);
    }

    @Test
    void commandsRunWhereNoArchiveCanBeMade() throws Exception {
        Path dumps = folder.resolve("dumps");
        Path jdk =
                jdk("$(echo \"$*\" | grep -o -e -Xshare:dump >>%s && echo --no-such-option) \"$@\"".formatted(dumps));

        assertThat(help(jdk, "auto")).startsWith(HELP);
        assertThat(help(jdk, "auto")).startsWith(HELP);

        assertThat(archive()).isEmptyFile();
        assertThat(dumps).hasContent("-Xshare:dump");
    }

    /** @param arguments of its JVM, made of those that it gets */
    private Path jdk(String arguments) throws IOException {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        String real = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Files.writeString(java, "#!/usr/bin/env bash\nexec " + real + " " + arguments + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        return folder.resolve("jdk");
    }

    private Path archive() throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".jsa"))
                    .reduce((one, another) -> {
                        throw new AssertionError(one + " and " + another);
                    })
                    .orElseThrow();
        }
    }

    /** @param share whether the JVM has to use the archive: {@code on}, or may do without: {@code auto} */
    private String help(Path jdk, String share) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        folder.resolve("product/isotherm").toString(), "--help")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().put("SHARE", share);
        builder.start().waitFor();
        return Files.readString(output);
    }
}
