package io.isotherm.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notes of a release are its own section of the changelog. */
class ChangelogTest {
    private static final String TWO_RELEASES = """
            # Changelog
            ## [Unreleased]
            ## [0.10.0] - 2027-01-02
            ### Added
            - A door.
            ## [0.1.0] - 2026-12-01
            - A house.
            """;

    @TempDir
    private Path folder;

    @Test
    void theVersionOfTheBuildHasItsSection() {
        String version = Documents.read("pom.xml").replaceFirst("(?s).*?<version>([^<]+)</version>.*", "$1");
        assertThat(Documents.read("CHANGELOG.md").lines().filter(line -> line.startsWith("## ")))
                .startsWith("## [Unreleased]")
                .anyMatch(line -> line.matches("## \\[" + version.replace(".", "\\.") + "] - \\d{4}-\\d\\d-\\d\\d"));
    }

    @Test
    void theNotesOfATagAreItsSection() throws Exception {
        assertThat(notes("v0.1.0")).isZero();
        assertThat(folder.resolve("NOTES.md")).hasContent("- A house.");
        assertThat(notes("v0.10.0")).isZero();
        assertThat(folder.resolve("NOTES.md")).hasContent("### Added\n- A door.");
    }

    @Test
    void aTagWithoutASectionIsNoRelease() throws Exception {
        assertThat(notes("v0.2.0")).isNotZero();
    }

    /** Runs what the workflow runs. */
    private int notes(String tag) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("CHANGELOG.md"), TWO_RELEASES);
        ProcessBuilder shell = new ProcessBuilder("bash", "-e", "-c", stepNotes()).directory(folder.toFile());
        shell.environment().put("GITHUB_REF_NAME", tag);
        return shell.inheritIO().start().waitFor();
    }

    private static String stepNotes() {
        Map<?, ?> jobs = (Map<?, ?>)
                Workflows.yaml(Documents.read(".github/workflows/release.yml")).get("jobs");
        return ((List<?>) ((Map<?, ?>) jobs.get("release")).get("steps"))
                .stream()
                        .map(step -> (Map<?, ?>) step)
                        .filter(step -> "Notes".equals(step.get("name")))
                        .map(step -> (String) step.get("run"))
                        .findFirst()
                        .orElseThrow();
    }
}
