package io.isotherm.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the workflows name is there, and what they take from others is pinned. */
class WorkflowsTest {
    private static final String PIN = "@0123456789012345678901234567890123456789 # v1.2.3";

    @Test
    void everyWorkflowNamesWhatIsThere() throws IOException {
        List<String> problems = new ArrayList<>();
        List<String> workflows = Workflows.files(".github/workflows");
        for (String file : workflows) {
            problems.addAll(Workflows.problems(file, Documents.read(file)));
            problems.addAll(Workflows.problemsOfJobs(file, Documents.read(file)));
        }
        for (String file : Workflows.files(".github/actions")) {
            problems.addAll(Workflows.problems(file, Documents.read(file)));
        }
        assertThat(workflows)
                .extracting(file -> Path.of(file).getFileName().toString())
                .containsExactly("build.yml", "integration.yml", "nightly.yml", "release.yml");
        assertThat(problems).isEmpty();
    }

    @Test
    void everyProfileThatNeedsMoreThanABuildRunsAtNight() {
        assertThat(Workflows.profiles()).contains("fast", "one", "long", "docker", "power");
        assertThat(Documents.read(".github/workflows/nightly.yml")).contains("-Plong", "-Pdocker", "-Ppower");
    }

    @Test
    void updatesAreLookedForWhereVersionsAre() {
        Map<?, ?> dependabot = Workflows.yaml(Documents.read(".github/dependabot.yml"));
        List<String> folders = new ArrayList<>();
        for (Object update : (List<?>) dependabot.get("updates")) {
            Map<?, ?> entry = (Map<?, ?>) update;
            if (entry.containsKey("directory")) {
                folders.add((String) entry.get("directory"));
            } else {
                ((List<?>) entry.get("directories")).forEach(folder -> folders.add((String) folder));
            }
        }
        assertThat(folders)
                .contains("/local/npm", "/local/minio", "/local/python")
                .allSatisfy(folder -> assertThat(Files.isDirectory(RepositoryFiles.ROOT.resolve(folder.substring(1))))
                        .as(folder)
                        .isTrue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- uses: actions/checkout@v4     | a.yml uses actions/checkout@v4, which is not pinned as OWNER/NAME@COMMIT # vX.Y.Z",
                "  uses: ./.github/actions/no    | a.yml uses ./.github/actions/no, which is not there",
                "- run: mvn verify -Pno          | a.yml names the profile no, which pom.xml does not have",
                "- run: local/no.sh all          | a.yml runs local/no.sh, which is not there"
            })
    void findsWhatIsNotThere(String line, String problem) {
        assertThat(Workflows.problems("a.yml", "steps:\n" + line + "\n")).containsExactly(problem);
    }

    @Test
    void letsWhatIsThereBe() {
        String steps = """
                - uses: actions/checkout%s
                - uses: ./.github/actions/tools
                - run: mvn -B verify -Pfast
                - run: .ci/run
                """;
        assertThat(Workflows.problems("a.yml", steps.formatted(PIN))).isEmpty();
    }

    @Test
    void findsJobsWithoutLimits() {
        assertThat(Workflows.problemsOfJobs("a.yml", "jobs:\n  build:\n    steps: []\n"))
                .containsExactly("a.yml says nothing about its permissions", "a.yml has no limit for the job build");
    }
}
