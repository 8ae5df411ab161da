package io.isotherm.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.isotherm.demo.Demo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file of the repository holds to {@link HygieneRules}; and each rule finds what it is for. */
class RepositoryHygieneTest {
    @Test
    void holdsToTheRules() throws IOException, InterruptedException {
        assumeTrue(RepositoryFiles.areKnown());
        List<String> problems = new ArrayList<>();
        List<String> files = RepositoryFiles.all();
        List<String> domains = Demo.names(RepositoryFiles.ROOT);
        assertThat(domains).isNotEmpty();
        for (String file : files) {
            RepositoryFiles.text(file).ifPresent(content -> {
                problems.addAll(HygieneRules.problems(file, content));
                problems.addAll(HygieneRules.domainProblems(file, content, domains));
            });
        }
        assertThat(files).contains("pom.xml");
        assertThat(problems).isEmpty();
    }

    /** In each case the tilde is left out of the text, so that this file itself holds to the rules. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a.md      | see https://py~pi.org/x            | names the host of a package registry",
                "a.xml     | https://repo1.ma~ven.org/maven2    | names the host of a package registry",
                "a.sh      | cd /ro~ot/project                  | holds a path of one machine",
                "a.yaml    | home: /ho~me/ada/data              | holds a path of one machine",
                "a.yaml    | password: 'hunter~2hunter2'        | holds what looks like a secret",
                "a.pem     | -----BEGIN RSA PRI~VATE KEY-----   | holds what looks like a secret",
                "a.env     | URL=postgres://ada:love~lace@db/x  | holds what looks like a secret",
                "a.py      | # TO~DO later                      | has work left over",
                "flink-job/src/main/java/A.java | System.o~ut.println() | prints from the job; log instead",
                "cli/src/test/java/A.java | Thread.sl~eep(1) | sleeps in a test; wait for the condition instead"
            })
    void findsEachViolation(String path, String text, String problem) {
        assertThat(HygieneRules.problems(path, "first line\n" + text.replace("~", "")))
                .containsExactly(path + " line 2 " + problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cli/src/main/java/A.java",
                "flink-job/src/main/java/A.java",
                "flink-job/docker/docker-compose.yaml",
                "kafka-docker/connectors/a.json",
                "clickhouse-docker/init/a.sql",
                "airflow-docker/dags/a.py",
                "local/run/a.sh",
                "initial_run.sh"
            })
    void findsADomainInProductCode(String path) {
        assertThat(HygieneRules.domainProblems(path, "x\nhot.bakery_orders", List.of("bakery")))
                .containsExactly(path + " line 2 names the domain bakery; take it from tables.yaml or demo/");
        assertThat(HygieneRules.domainProblems(path, "a bakeryman", List.of("bakery")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo/bakery/schema.sql",
                "sql/models/bakery/gold/a.sql",
                "cli/src/test/java/A.java",
                "airflow-docker/tests/test_dag.py",
                "kafka-docker/connect/transforms/src/test/java/A.java",
                "bench/src/main/java/A.java",
                "tables.yaml",
                "README.md"
            })
    void letsADomainBeWhereItIsAtHome(String path) {
        assertThat(HygieneRules.domainProblems(path, "bakery", List.of("bakery")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"A.java, 300", "a.sh, 150", "a.sql, 80"})
    void findsFilesOverTheirBudget(String path, int budget) {
        assertThat(HygieneRules.problems(path, "x\n".repeat(budget))).isEmpty();
        assertThat(HygieneRules.problems(path, "x\n".repeat(budget + 1)))
                .containsExactly(path + " has " + (budget + 1) + " lines, more than " + budget);
    }

    @ParameterizedTest
    @ValueSource(strings = {" * ", "    // ", "/** "})
    void findsCommentsThatAreTooLong(String start) {
        String longest = start + "x".repeat(120 - start.length());
        assertThat(HygieneRules.problems("A.java", longest + "\n" + longest + "x"))
                .containsExactly("A.java line 2 has a comment of more than 120 columns");
        assertThat(HygieneRules.problems("A.java", "x".repeat(121))).isEmpty();
    }

    @Test
    void letsReferencesToSecretsPass() {
        assertThat(HygieneRules.problems("a.yaml", "POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password"))
                .isEmpty();
        assertThat(HygieneRules.problems("a.sh", "url=http://$user:$password@$host/"))
                .isEmpty();
    }
}
