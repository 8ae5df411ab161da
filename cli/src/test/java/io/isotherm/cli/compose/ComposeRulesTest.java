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
    private static final Map<String, String> EXAMPLE =
            Map.of("WEB_PORT", "8080", "ISOTHERM_HOME", ".isotherm", "ISOTHERM_NAME", "isotherm");

    private static final String SOUND = """
            name: ${ISOTHERM_NAME:-isotherm}-web
            services:
              init:
                image: example/init:1.0
                restart: "no"
              web:
                image: example/web:1.2.3
                entrypoint: ["/start.sh"]
                user: root
                ports: ["127.0.0.1:${WEB_PORT:-8080}:80"]
                depends_on:
                  init: {condition: service_completed_successfully}
                environment: {WEB_PASSWORD_FILE: /run/secrets/web_password}
                secrets: [web_password]
                volumes: [web-data:/data, "./start.sh:/start.sh:ro"]
                healthcheck: {test: [CMD, curl, "http://127.0.0.1/"], start_period: 60s}
              front:
                image: example/front:7
                depends_on:
                  web: {condition: service_healthy}
                healthcheck: {test: [CMD, "true"], start_period: 60s}
              worker:
                image: ${ISOTHERM_NAME:-isotherm}/worker:7
                build: {context: .}
                entrypoint: ["/opt/isotherm/run-as.sh", "worker"]
                environment: {RUN_AS_OWNS: "/cache:/state"}
                ports: ["127.0.0.1::9000"]
                volumes:
                  - worker-state:/state
                  - {type: bind, source: "../${ISOTHERM_HOME:-.isotherm}/run", target: /run/files}
                healthcheck: {test: [CMD, "true"], start_period: 60s}
            secrets:
              web_password: {file: "../${ISOTHERM_HOME:-.isotherm}/secrets/web_password"}
            volumes:
              web-data:
              worker-state:
            networks:
              default: {name: "${ISOTHERM_NAME:-isotherm}"}
            """;

    @TempDir
    Path root;

    private Path folder;

    @BeforeEach
    void mountedScript() throws IOException {
        folder = Files.createDirectory(root.resolve("web"));
        Path script = Files.createFile(folder.resolve("start.sh"));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("Dockerfile"), "FROM example/run:1\n");
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
        assertThat(ComposeRules.healthchecksWaitForTheStart(file, 60)).isEmpty();
        assertThat(ComposeRules.volumesBelongToWhoeverWrites(file)).isEmpty();
        assertThat(ComposeRules.editedFilesAreNotMounted(file)).isEmpty();
        assertThat(ComposeRules.namesAreTheStacks(file)).isEmpty();
        assertThat(ComposeRules.canBeScaled(file, "worker")).isEmpty();
    }

    @Test
    void findsAHealthcheckThatGivesUpDuringTheStart() {
        assertThat(ComposeRules.healthchecksWaitForTheStart(
                        broken("[CMD, curl, \"http://127.0.0.1/\"], start_period: 60s", "[CMD, \"true\"]"), 60))
                .containsExactly("web counts as unhealthy when it starts for more than 0 s");
    }

    @Test
    void findsAVolumeThatItsUserCannotWrite() {
        assertThat(ComposeRules.volumesBelongToWhoeverWrites(broken("/cache:/state", "/cache")))
                .containsExactly("worker does not own its volume /state");
    }

    @Test
    void findsAMountOfAFileThatUsersEdit() {
        assertThat(ComposeRules.editedFilesAreNotMounted(broken("./start.sh:/start.sh", "../tables.yaml:/tables.yaml")))
                .containsExactly("web mounts the file ../tables.yaml, not its folder");
    }

    @Test
    void findsNamesThatTwoStacksWouldShare() {
        assertThat(ComposeRules.namesAreTheStacks(broken("name: ${ISOTHERM_NAME:-isotherm}-web", "name: web")))
                .containsExactly("the project is called web");
        assertThat(ComposeRules.namesAreTheStacks(broken("{name: \"${ISOTHERM_NAME:-isotherm}\"}", "{name: shared}")))
                .containsExactly("the network is called shared");
        assertThat(ComposeRules.namesAreTheStacks(broken("user: root", "container_name: web")))
                .containsExactly("web has a name of its own");
        assertThat(ComposeRules.namesAreTheStacks(broken("${ISOTHERM_NAME:-isotherm}/worker", "isotherm/worker")))
                .containsExactly("worker builds the image isotherm/worker:7");
    }

    @Test
    void findsAPortThatKeepsAServiceFromBeingScaled() {
        assertThat(ComposeRules.canBeScaled(ComposeFile.parse(folder, SOUND), "web"))
                .containsExactly("web publishes 127.0.0.1:${WEB_PORT:-8080}:80, which only one container can have");
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
        assertThat(ComposeRules.lastingServicesHaveHealthchecks(broken(
                        "healthcheck: {test: [CMD, \"true\"], start_period: 60s}\n  worker", "tty: true\n  worker")))
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
