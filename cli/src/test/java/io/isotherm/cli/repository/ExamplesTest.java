package io.isotherm.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.settings.Setting;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.JobConfigLoader;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs could read the files of the examples; nothing here runs one. The connector: {@code ConnectorConfigTest}. */
class ExamplesTest {
    private static final Path EXAMPLES = RepositoryFiles.ROOT.resolve("examples");
    private static final Path KUBERNETES = EXAMPLES.resolve("kubernetes");
    private static final Pattern VARIABLE = Pattern.compile("\\bISOTHERM_[A-Z_]+\\b");
    private static final Pattern VERSION = Pattern.compile("<artifactId>isotherm</artifactId>\\s*<version>([^<]+)<");
    private static final Pattern TAG = Pattern.compile("/isotherm-job:(\\d\\S+)");
    private static final Pattern IMAGE = Pattern.compile("(?m)^FROM (flink:\\S+)$|^ *image: (flink:\\S+)$");

    @Test
    void everyExampleHasAPageThatIsListed() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES).filter(Files::isDirectory)) {
            assertThat(folders.toList()).hasSizeGreaterThanOrEqualTo(4).allSatisfy(folder -> {
                assertThat(folder.resolve("README.md")).exists();
                assertThat(Documents.read("examples/README.md")).contains("(" + folder.getFileName() + "/README.md)");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"own-cluster", "kubernetes"})
    void theJobTakesItsSettings(String example, @TempDir Path folder) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "none");
        Map<String, String> places = Map.of(
                JobConfigLoader.variable("clickhouse.password-file"), password.toString(),
                JobConfigLoader.variable("tables"),
                        EXAMPLES.resolve(example).resolve("tables.yaml").toString());
        JobConfig config = JobConfigLoader.load(EXAMPLES.resolve(example).resolve("job.yaml"), places);
        assertThat(config.kafka().bootstrap()).endsWith(":9092");
    }

    @ParameterizedTest
    @ValueSource(strings = {"own-table", "own-cluster", "kubernetes"})
    void tablesYamlIsUnderstood(String example) throws IOException {
        TablesConfig tables = TablesConfig.load(EXAMPLES.resolve(example).resolve("tables.yaml"));
        assertThat(tables.databases()).containsExactly("bakery");
    }

    @Test
    void flinksSettingsInKubernetesAreThoseThatWereTested() throws IOException {
        Map<?, ?> tested = Workflows.yaml(Documents.read("flink-job/docker/config.yaml"));
        Map<?, ?> shown = Workflows.yaml(Documents.read("examples/kubernetes/config.yaml"));
        assertThat(tested.containsKey("state.backend.type")).isTrue();
        tested.forEach((key, value) -> {
            if (!key.toString().startsWith("high-availability.") && !key.equals("zookeeper.sasl.disable")) {
                assertThat(shown.get(key)).as(key.toString()).isEqualTo(value);
            }
        });
        assertThat(images("examples/kubernetes/Dockerfile"))
                .isNotEmpty()
                .isEqualTo(images("flink-job/docker/docker-compose.yaml"));
    }

    @Test
    void theImageHasTheVersionOfTheJar() {
        Matcher version = VERSION.matcher(Documents.read("pom.xml"));
        assertThat(version.find()).isTrue();
        assertThat(Documents.read("examples/kubernetes/kustomization.yaml")).contains("newTag: " + version.group(1));
        for (String file : List.of("Dockerfile", "README.md")) {
            Matcher tag = TAG.matcher(Documents.read("examples/kubernetes/" + file));
            assertThat(tag.results().map(found -> found.group(1)))
                    .as(file)
                    .isNotEmpty()
                    .containsOnly(version.group(1));
        }
    }

    @Test
    void manifestsNameWhatIsThere() throws IOException {
        Map<?, ?> kustomization = Workflows.yaml(Files.readString(KUBERNETES.resolve("kustomization.yaml")));
        List<String> texts = new ArrayList<>();
        for (Object file : (List<?>) kustomization.get("resources")) {
            texts.add(Files.readString(KUBERNETES.resolve(file.toString())));
        }
        // made of job.yaml and tables.yaml, and by hand
        Set<String> given = Set.of("ConfigMap/isotherm-job", "Secret/isotherm-clickhouse");
        assertThat(texts).hasSizeGreaterThanOrEqualTo(5);
        assertThat(Manifests.problems(texts, given)).isEmpty();
        for (Object generator : (List<?>) kustomization.get("configMapGenerator")) {
            assertThat(given).contains("ConfigMap/" + ((Map<?, ?>) generator).get("name"));
            assertThat((List<?>) ((Map<?, ?>) generator).get("files"))
                    .allSatisfy(file ->
                            assertThat(KUBERNETES.resolve(file.toString())).exists());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{kind: A, metadata: {name: a}}                             | a manifest lacks kind or apiVersion",
                "{kind: A, apiVersion: v1}                                  | A has no name",
                "{kind: A, apiVersion: v1, metadata: {name: a}, v: {claimName: b}}  | A names PersistentVolumeClaim/b",
                "{kind: A, apiVersion: v1, metadata: {name: a}, v: {configMap: {name: b}}} | A names ConfigMap/b",
                "{kind: A, apiVersion: v1, metadata: {name: a}, s: {containers: [{volumeMounts: [{name: b}]}]}} | A mounts b"
            })
    void findsWhatManifestsLack(String manifest, String problem) {
        assertThat(Manifests.problems(List.of(manifest), Set.of()))
                .singleElement()
                .asString()
                .startsWith(problem);
    }

    @Test
    void everyVariableIsASetting() throws IOException {
        Set<String> known = new TreeSet<>();
        for (Setting setting : Setting.values()) {
            known.add(setting.name());
        }
        JobConfigLoader.keys().forEach(key -> known.add(JobConfigLoader.variable(key)));
        try (Stream<Path> files = Files.walk(EXAMPLES).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                Matcher variable = VARIABLE.matcher(Files.readString(file));
                while (variable.find()) {
                    assertThat(known).as(file.toString()).contains(variable.group());
                }
            }
        }
    }

    private static Set<String> images(String file) {
        Set<String> images = new TreeSet<>();
        Matcher image = IMAGE.matcher(Documents.read(file));
        while (image.find()) {
            images.add(image.group(1) == null ? image.group(2) : image.group(1));
        }
        return images;
    }
}
