package io.isotherm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What no log, argument or answer may show. */
public final class GeneratedSecrets {
    private GeneratedSecrets() {}

    /**
     * Those of a stack, by the names of their files.
     *
     * @param home its {@code ISOTHERM_HOME}
     */
    public static Map<String, String> of(Path home) throws IOException {
        Map<String, String> secrets = new TreeMap<>();
        try (Stream<Path> files = Files.list(home.resolve("secrets"))) {
            for (Path file : files.toList()) {
                secrets.put(
                        file.getFileName().toString(), Files.readString(file).strip());
            }
        }
        assertThat(secrets).containsKeys("hash_salt", "debezium_password", "clickhouse_cdc_writer_password");
        return secrets;
    }
}
