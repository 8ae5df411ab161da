package io.isotherm.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.pipeline.Runbook;
import io.isotherm.cli.settings.Setting;
import io.isotherm.job.config.JobConfigLoader;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.DeadLetter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages are complete, and nothing in them leads nowhere. */
class DocumentsTest {
    private static final int LINES_OF_README = 120;
    private static final Path ANY_PAGE = Path.of("docs/install.md");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> problems = new ArrayList<>();
        List<Path> pages = Documents.pages();
        for (Path page : pages) {
            problems.addAll(Documents.brokenLinks(page, Documents.read(page.toString())));
        }
        assertThat(pages).contains(Path.of("README.md"), ANY_PAGE, Path.of("flink-job/DESIGN.md"));
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[a](nowhere.md)         | links to nowhere.md, which is not there",
                "![a](images/no.svg)     | links to images/no.svg, which is not there",
                "[a](../README.md#no)    | links to ../README.md#no, where no heading has that anchor",
                "[a](#no)                | links to #no, where no heading has that anchor"
            })
    void findsALinkThatLeadsNowhere(String text, String problem) {
        assertThat(Documents.brokenLinks(ANY_PAGE, "# Install\n" + text)).containsExactly(ANY_PAGE + " " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[a](../README.md)",
                "[a](../README.md#guarantees)",
                "[a](../flink-job/DESIGN.md#in-kafka-connect)",
                "[a](#another-heading-1-2)",
                "[a](https://example.com/no)",
                "`[a](no.md)`"
            })
    void letsOtherLinksPass(String text) {
        assertThat(Documents.brokenLinks(ANY_PAGE, "## Another heading: `1`, 2\n" + text))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Runbook.class)
    void everyAlertHasItsRunbook(Runbook runbook) {
        assertThat(Documents.brokenLinks(Path.of("README.md"), "[what to do](" + runbook.place() + ")"))
                .isEmpty();
    }

    @Test
    void readmeIsShort() {
        assertThat(Documents.read("README.md").lines().count())
                .as("lines of README.md; longer text has its page in docs")
                .isLessThanOrEqualTo(LINES_OF_README);
    }

    @Test
    void everyPageOfDocsSaysWhatItAnswers() throws IOException {
        for (Path page : Documents.pages()) {
            if (page.startsWith("docs")) {
                List<String> lines =
                        Documents.read(page.toString()).lines().limit(3).toList();
                assertThat(lines.get(0)).as(page.toString()).startsWith("# ");
                assertThat(lines.get(2)).as(page.toString()).startsWith("This page answers: ");
            }
        }
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (Path page : Documents.pages()) {
            missing.addAll(Documents.namedTests(Documents.read(page.toString())));
        }
        assertThat(missing).contains("LossAuditTest", "test_archive.py");
        missing.removeAll(Documents.tests());
        assertThat(missing).isEmpty();
    }

    @Test
    void everyClassOfTheDesignIsInThePackageThatIsSaid() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (Path page : Documents.pages()) {
            if (page.endsWith("DESIGN.md")) {
                missing.addAll(Documents.namedClasses(Documents.read(page.toString())));
            }
        }
        assertThat(missing).contains("sink.table.HotTables", "load.SetAside");
        missing.removeAll(Documents.classes());
        assertThat(missing).isEmpty();
    }

    @Test
    void everyKeyOfTablesYamlIsInItsReference() {
        String page = Documents.read("docs/tables-yaml.md");
        Set<String> keys = TablesConfig.keys();
        assertThat(keys).contains("skip", "server", "ca_file", "partition_by", "look_back");
        assertThat(keys)
                .allSatisfy(key -> assertThat(page).containsPattern("(?m)^\\| (`[a-z_]+`, )*`" + key + "`[^|]* \\|"));
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everySettingIsInItsReferenceWithItsDefault(Setting setting) {
        String byDefault = setting.defaultText().isEmpty() ? "empty" : "`" + setting.defaultText() + "`";
        assertThat(Documents.read("docs/settings.md")).contains("\n| `" + setting + "` | " + byDefault + " |");
    }

    @Test
    void everySettingOfTheJobIsInItsReferenceWithItsDefault() {
        String page = Documents.read("docs/settings.md");
        assertThat(JobConfigLoader.keysWithDefaults()).allSatisfy((key, value) -> {
            String byDefault = value == null ? "required" : value.isEmpty() ? "empty" : "`" + value + "`";
            assertThat(page).contains("\n| `" + key + "` | " + byDefault + " |");
        });
    }

    @ParameterizedTest
    @EnumSource(DeadLetter.Reason.class)
    void everyReasonOfADeadLetterIsExplained(DeadLetter.Reason reason) {
        assertThat(Documents.read("docs/streaming.md")).contains("\n| `" + reason + "` |");
    }
}
