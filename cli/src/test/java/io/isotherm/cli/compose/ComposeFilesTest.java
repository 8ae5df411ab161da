package io.isotherm.cli.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.stack.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The compose files hold to the rules and agree with {@code .env.example} and the versions of the build. */
class ComposeFilesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern PROPERTY = Pattern.compile("<([a-z.]+\\.version)>([^<]+)</");

    /** In Python: {@code variable("NAME")}, {@code os.environ.get("NAME")}. */
    private static final Pattern READ_VARIABLE = Pattern.compile("(?:variable|environ\\.get)\\(\\s*\"([A-Z_]+)\"");

    static Stream<ComposeFile> files() throws IOException {
        List<ComposeFile> files = List.of(
                ComposeFile.read(ROOT.resolve("kafka-docker/docker-compose.yaml")),
                ComposeFile.read(ROOT.resolve("clickhouse-docker/docker-compose.yaml")),
                ComposeFile.read(ROOT.resolve("flink-job/docker/docker-compose.yaml")),
                ComposeFile.read(ROOT.resolve("airflow-docker/docker-compose.yaml")));
        return files.stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void holdsToTheRules(ComposeFile file) throws IOException {
        assertThat(file.services()).isNotEmpty();
        assertThat(ComposeRules.mountedPathsExist(file)).isEmpty();
        assertThat(ComposeRules.variablesHaveTheirDefault(file, example())).isEmpty();
        assertThat(ComposeRules.portsAreLoopbackVariables(file)).isEmpty();
        assertThat(ComposeRules.imagesArePinned(file)).isEmpty();
        assertThat(ComposeRules.lastingServicesHaveHealthchecks(file)).isEmpty();
        assertThat(ComposeRules.dependenciesWait(file)).isEmpty();
        assertThat(ComposeRules.volumesAreDeclaredAndMounted(file)).isEmpty();
        assertThat(ComposeRules.secretsAreFilesOfTheStack(file, ROOT)).isEmpty();
        assertThat(ComposeRules.environmentHoldsNoSecret(file)).isEmpty();
        assertThat(ComposeRules.mountedScriptsAreExecutable(file)).isEmpty();
        assertThat(ComposeRules.healthchecksWaitForTheStart(file, 300)).isEmpty();
        assertThat(ComposeRules.volumesBelongToWhoeverWrites(file)).isEmpty();
        assertThat(ComposeRules.editedFilesAreNotMounted(file)).isEmpty();
        assertThat(ComposeRules.namesAreTheStacks(file)).isEmpty();
    }

    @Test
    void publishesThePortsThatAreAskedFromOutside() throws IOException {
        Set<String> published = new HashSet<>();
        files().forEach(file -> published.addAll(ComposeRules.publishedVariables(file)));
        Set<String> expected = Stream.of(Service.values())
                .flatMap(service -> service.portsOutsideContainers().stream())
                .map(Enum::name)
                .collect(Collectors.toSet());
        assertThat(published).isEqualTo(expected);
    }

    @Test
    void hasEveryServiceOfTheStack() throws IOException {
        Set<String> services = files().flatMap(file -> file.services().stream())
                .map(ComposeService::name)
                .collect(Collectors.toSet());
        assertThat(Service.values()).allMatch(service -> services.contains(service.serviceName()));
    }

    @Test
    void usesOnlySecretsThatAreGenerated() throws IOException {
        Set<String> used =
                files().flatMap(file -> file.secretFiles().keySet().stream()).collect(Collectors.toSet());
        Set<String> generated = Stream.of(Secret.values()).map(Secret::fileName).collect(Collectors.toSet());
        assertThat(generated).containsAll(used);
    }

    @Test
    void sharesOneNetworkThatTheFirstFileCreates() throws IOException {
        List<Object> networks =
                files().map(file -> file.section("networks").get("default")).collect(Collectors.toList());
        String name = "${ISOTHERM_NAME:-isotherm}";
        Map<String, Object> joined = Map.of("name", name, "external", true);
        assertThat(networks).containsExactly(Map.of("name", name), joined, joined, joined);
    }

    @Test
    void runsTheVersionsOfTheBuild() throws IOException {
        Map<String, String> versions = versions();
        Set<String> images = files().flatMap(ComposeRules::images).collect(Collectors.toSet());

        assertThat(tags(images, "flink")).containsExactly(versions.get("flink.version") + "-java17");
        assertThat(tags(images, "apache/kafka")).containsExactly(versions.get("kafka.version"));
        assertThat(tags(images, "zookeeper")).containsExactly(versions.get("zookeeper.version"));
        assertThat(tags(images, "postgres"))
                .containsExactly(versions.get("postgres.version").replaceFirst("\\.0$", ""));
        assertThat(kafkaFile().service("connect").buildArguments())
                .containsExactly(Map.entry("DEBEZIUM_VERSION", versions.get("debezium.version")));
        assertThat(tags(images, "${ISOTHERM_NAME:-isotherm}/connect"))
                .containsExactly(versions.get("debezium.version"));
        assertThat(tags(images, "confluentinc/cp-kafka-connect"))
                .isEqualTo(tags(images, "confluentinc/cp-schema-registry"))
                .hasSize(1);
    }

    @Test
    void installsTheAirflowThatItsImageIsNamedAfter() throws IOException {
        String dockerfile = Files.readString(ROOT.resolve("airflow-docker/Dockerfile"));
        Set<String> images = files().flatMap(ComposeRules::images).collect(Collectors.toSet());
        String version =
                tags(images, "${ISOTHERM_NAME:-isotherm}/airflow").iterator().next();
        assertThat(dockerfile).contains("apache-airflow==" + version + " ");
        assertThat(tags(images, "apache/airflow")).containsExactly(version + "-python3.12");
    }

    @ParameterizedTest
    @CsvSource({"requirements.txt, airflow.txt", "requirements-dbt.txt, dbt.txt"})
    void installsThePackagesOfThePlainProcess(String requirements, String lock) throws IOException {
        Set<String> locked = Files.readAllLines(ROOT.resolve("local/python").resolve(lock)).stream()
                .map(line -> line.split(" ")[0].replaceFirst("\\[.*]", ""))
                .collect(Collectors.toSet());
        assertThat(Files.readAllLines(ROOT.resolve("airflow-docker").resolve(requirements)))
                .filteredOn(line -> !line.startsWith("#"))
                .isNotEmpty()
                .isSubsetOf(locked);
    }

    /** What the DAG reads from its environment is in both launchers; only local mode has ports of its own choice. */
    @Test
    void givesTheDagTheEnvironmentOfThePlainProcess() throws IOException {
        String script = Files.readString(ROOT.resolve("local/run/airflow-common.sh"));
        Map<String, String> worker = ComposeFile.read(ROOT.resolve("airflow-docker/docker-compose.yaml"))
                .service("airflow-worker")
                .environment();
        Set<String> read;
        try (Stream<Path> files = Files.walk(ROOT.resolve("airflow-docker"))) {
            read = files.filter(file ->
                            file.toString().endsWith(".py") && !file.toString().contains("/tests/"))
                    .flatMap(ComposeFilesTest::variablesReadBy)
                    .collect(Collectors.toSet());
        }
        assertThat(read).contains("ISOTHERM_APPLIED_TABLES", "POSTGRES_PASSWORD_FILE", "ISOTHERM_DBT_TARGET");
        assertThat(worker.keySet()).containsAll(read);
        assertThat(read).allMatch(script::contains);
    }

    private static Stream<String> variablesReadBy(Path file) {
        try {
            return READ_VARIABLE.matcher(Files.readString(file)).results().map(found -> found.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void givesConnectTheSettingsOfThePlainProcess() throws IOException {
        Map<String, String> environment = kafkaFile().service("connect").environment();
        fixedSettings("connect.properties").forEach((key, value) -> {
            if (!key.startsWith("plugin.") && !key.startsWith("rest.") && !key.startsWith("config.providers")) {
                assertThat(environment)
                        .containsEntry("CONNECT_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value);
            }
        });
    }

    @Test
    void readsTheConnectorsPasswordThroughAProviderOfBothWorkers() throws IOException {
        String connector = Files.readString(ROOT.resolve("kafka-docker/connectors/source.json"));
        String provider = fixedSettings("connect.properties").get("config.providers");
        assertThat(kafkaFile().service("connect").environment()).containsEntry("CONNECT_CONFIG_PROVIDERS", provider);
        assertThat(connector).contains("${" + provider + ":").contains(":debezium_password}");
    }

    @Test
    void givesPostgresTheSettingsOfThePlainProcess() throws IOException {
        List<String> command = kafkaFile().service("postgres").command();
        fixedSettings("postgresql.conf").forEach((key, value) -> {
            if (!key.equals("listen_addresses") && !key.equals("unix_socket_directories")) {
                assertThat(command).contains("-c" + key + "=" + value);
            }
        });
    }

    private static ComposeFile kafkaFile() throws IOException {
        return ComposeFile.read(ROOT.resolve("kafka-docker/docker-compose.yaml"));
    }

    /** Settings of a file of local mode that do not depend on ports and folders. */
    private static Map<String, String> fixedSettings(String file) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("local/config").resolve(file))) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#") && !line.contains("${")) {
                String value = line.substring(equals + 1).strip();
                settings.put(line.substring(0, equals).strip(), value.replaceFirst("^'(.*)'$", "$1"));
            }
        }
        assertThat(settings).isNotEmpty();
        return settings;
    }

    private static Set<String> tags(Set<String> images, String repository) {
        return images.stream()
                .filter(image -> image.startsWith(repository + ":"))
                .map(image -> image.substring(repository.length() + 1))
                .collect(Collectors.toSet());
    }

    private static Map<String, String> versions() throws IOException {
        return PROPERTY.matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .collect(Collectors.toMap(property -> property.group(1), property -> property.group(2)));
    }

    private static Map<String, String> example() throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : Files.readAllLines(ROOT.resolve(".env.example"))) {
            if (line.matches("[A-Z_]+=.*")) {
                values.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            }
        }
        return values;
    }
}
