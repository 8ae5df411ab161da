package io.isotherm.cli.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every rule lets a sound file pass and names what is wrong in a broken one. */
class ComposeRulesTest {
    private static final Map<String, String> EXAMPLE = Map.of("WEB_PORT", "8080", "ISOTHERM_HOME", ".isotherm");

    private static final String SOUND = """
            services:
              init:
                image: example/init:1.0
                restart: "no"
              web:
                image: example/web:1.2.3
                entrypoint: ["/start.sh"]
                ports: ["127.0.0.1:${WEB_PORT:-8080}:80"]
                depends_on:
                  init: {condition: service_completed_successfully}
                environment: {WEB_PASSWORD_FILE: /run/secrets/web_password}
                secrets: [web_password]
                volumes: [web-data:/data, "./start.sh:/start.sh:ro"]
                healthcheck: {test: [CMD, curl, "http://127.0.0.1/"]}
              front:
                image: example/front:7
                depends_on:
                  web: {condition: service_healthy}
                healthcheck: {test: [CMD, "true"]}
            secrets:
              web_password: {file: "../${ISOTHERM_HOME:-.isotherm}/secrets/web_password"}
            volumes:
              web-data:
            """;

    @TempDir
    Path root;

    private Path folder;

    @BeforeEach
    void mountedScript() throws IOException {
        folder = Files.createDirectory(root.resolve("web"));
        Path script = Files.createFile(folder.resolve("start.sh"));
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private ComposeFile broken(String sound, String broken) {
        assertThat(SOUND).contains(sound);
        return ComposeFile.parse(folder, SOUND.replace(sound, broken));
    }

    @Test
    void passesASoundFile() {
        ComposeFile file = ComposeFile.parse(folder, SOUND);
        assertThat(ComposeRules.mountedPathsExist(file)).isEmpty();
        assertThat(ComposeRules.variablesHaveTheirDefault(file, EXAMPLE)).isEmpty();
        assertThat(ComposeRules.portsAreLoopbackVariables(file)).isEmpty();
        assertThat(ComposeRules.publishedVariables(file)).containsExactly("WEB_PORT");
        assertThat(ComposeRules.imagesArePinned(file)).isEmpty();
        assertThat(ComposeRules.lastingServicesHaveHealthchecks(file)).isEmpty();
        assertThat(ComposeRules.dependenciesWait(file)).isEmpty();
        assertThat(ComposeRules.volumesAreDeclaredAndMounted(file)).isEmpty();
        assertThat(ComposeRules.secretsAreFilesOfTheStack(file, root)).isEmpty();
        assertThat(ComposeRules.environmentHoldsNoSecret(file)).isEmpty();
        assertThat(ComposeRules.mountedScriptsAreExecutable(file)).isEmpty();
    }

    @Test
    void findsAMountThatDoesNotExist() {
        assertThat(ComposeRules.mountedPathsExist(broken("./start.sh:", "./missing.sh:")))
                .containsExactly("web mounts ./missing.sh, which does not exist");
    }

    @Test
    void findsAVariableWithAnotherDefault() {
        assertThat(ComposeRules.variablesHaveTheirDefault(broken("${WEB_PORT:-8080}", "${WEB_PORT:-8081}"), EXAMPLE))
                .containsExactly("WEB_PORT defaults to 8081, in .env.example to 8080");
    }

    @Test
    void findsAVariableThatTheExampleLacks() {
        assertThat(ComposeRules.variablesHaveTheirDefault(broken("image: example/front:7", "image: $TAG"), EXAMPLE))
                .containsExactly("TAG defaults to null, in .env.example to null");
    }

    @Test
    void findsAPortOpenToTheNetwork() {
        assertThat(ComposeRules.portsAreLoopbackVariables(broken("127.0.0.1:${WEB_PORT", "${WEB_PORT")))
                .containsExactly("web publishes ${WEB_PORT:-8080}:80");
    }

    @Test
    void findsAFixedPort() {
        assertThat(ComposeRules.portsAreLoopbackVariables(broken("${WEB_PORT:-8080}", "8080")))
                .containsExactly("web publishes 127.0.0.1:8080:80");
    }

    @Test
    void findsImagesWithoutAVersion() {
        assertThat(ComposeRules.imagesArePinned(broken("example/front:7", "example/front:latest")))
                .containsExactly("example/front:latest is not pinned to a version");
        assertThat(ComposeRules.imagesArePinned(broken("example/front:7", "example/front")))
                .containsExactly("example/front is not pinned to a version");
    }

    @Test
    void findsAnUnpinnedBaseOfADockerfile() throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), "FROM example/base:latest AS base\nFROM example/run:1\n");
        ComposeFile file = broken("image: example/front:7", "image: local/front:7\n    build: {context: .}");
        assertThat(ComposeRules.imagesArePinned(file))
                .containsExactly("example/base:latest is not pinned to a version");
    }

    @Test
    void findsALastingServiceWithoutHealthcheck() {
        assertThat(ComposeRules.lastingServicesHaveHealthchecks(
                        broken("healthcheck: {test: [CMD, \"true\"]}", "tty: true")))
                .containsExactly("front has no healthcheck");
    }

    @Test
    void findsDependenciesThatDoNotWait() {
        assertThat(ComposeRules.dependenciesWait(broken("service_healthy", "service_started")))
                .containsExactly("front waits for web with service_started, not service_healthy");
        assertThat(ComposeRules.dependenciesWait(broken("service_completed_successfully", "service_healthy")))
                .containsExactly("web waits for init with service_healthy, not service_completed_successfully");
    }

    @Test
    void findsVolumesThatAreNotMountedOrNotDeclared() {
        assertThat(ComposeRules.volumesAreDeclaredAndMounted(broken("web-data:/data", "other:/data")))
                .containsExactly(
                        "volume web-data is declared but not mounted", "volume other is mounted but not declared");
    }

    @Test
    void findsSecretsThatAreNotUsedOrReadFromElsewhere() {
        assertThat(ComposeRules.secretsAreFilesOfTheStack(broken("secrets: [web_password]", "secrets: []"), root))
                .containsExactly("secret web_password is declared but not used");
        assertThat(ComposeRules.secretsAreFilesOfTheStack(broken("secrets/web_password", "web_password"), root))
                .containsExactly("secret web_password is read from ../${ISOTHERM_HOME:-.isotherm}/web_password");
    }

    @Test
    void findsASecretInTheEnvironment() {
        assertThat(ComposeRules.environmentHoldsNoSecret(
                        broken("WEB_PASSWORD_FILE: /run/secrets/web_password", "WEB_PASSWORD: guess")))
                .containsExactly("web has WEB_PASSWORD in its environment");
    }

    @Test
    void findsAScriptThatCannotBeStarted() {
        assertThat(folder.resolve("start.sh").toFile().setExecutable(false)).isTrue();
        assertThat(ComposeRules.mountedScriptsAreExecutable(ComposeFile.parse(folder, SOUND)))
                .containsExactly("./start.sh is not executable");
    }
}
