package io.isotherm.connect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Components of local mode, installed by its own script where they are not there yet. */
final class Installed {
    static final Path ROOT = Path.of("../../..").toAbsolutePath().normalize();

    private Installed() {}

    /** The folder that has the installed component. */
    static Path component(String name) throws IOException, InterruptedException {
        Path log = Files.createDirectories(Path.of("target")).resolve("install-" + name + ".log");
        ProcessBuilder script = new ProcessBuilder(
                        "bash", ROOT.resolve("local/install.sh").toString(), name)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        script.environment().put("ISOTHERM_CACHE", cache().toString());
        if (script.start().waitFor() != 0) {
            throw new IllegalStateException(name + " cannot be installed, see " + log.toAbsolutePath());
        }
        return cache().resolve("dist").resolve(name);
    }

    static Path cache() {
        Map<String, String> environment = System.getenv();
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return Path.of(Optional.ofNullable(environment.get("ISOTHERM_CACHE")).orElse(home + "/.cache/isotherm"));
    }
}
