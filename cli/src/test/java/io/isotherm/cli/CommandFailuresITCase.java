package io.isotherm.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.CommandProcess.Result;
import io.isotherm.cli.CommandProcess.Running;
import io.isotherm.cli.settings.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command where no server runs: after {@code ./isotherm down}, and where nothing was ever set up. */
class CommandFailuresITCase {
    private static final String DONE = "0";
    private static final String CANNOT_RUN = "2";

    /** Exit code and arguments. Those that would start something are given what they have to refuse. */
    private static final Map<String, String> CALLS = new TreeMap<>(Map.ofEntries(
            entry("up", CANNOT_RUN + " nosuch"),
            entry("prepare", CANNOT_RUN + " --mode nosuch"),
            entry("down", DONE),
            entry("restart", CANNOT_RUN + " nosuch"),
            entry("status", DONE),
            entry("logs", CANNOT_RUN + " kafka"),
            entry("reset", CANNOT_RUN),
            entry("env", DONE),
            entry("sql", CANNOT_RUN + " --on postgres SELECT"),
            entry("doctor", DONE),
            entry("apply", CANNOT_RUN),
            entry("resync", CANNOT_RUN + " orders"),
            entry("wait", CANNOT_RUN),
            entry("verify", CANNOT_RUN),
            entry("watch", CANNOT_RUN + " --once"),
            entry("seed", CANNOT_RUN),
            entry("traffic start", CANNOT_RUN),
            entry("traffic stop", DONE),
            entry("traffic run", CANNOT_RUN + " --rate 1"),
            entry("traffic status", DONE),
            entry("demo list", DONE),
            entry("demo add", CANNOT_RUN + " nosuch"),
            entry("demo stats", CANNOT_RUN),
            entry("demo reset", CANNOT_RUN + " nosuch"),
            entry("job submit", CANNOT_RUN),
            entry("job list", CANNOT_RUN),
            entry("job savepoint", CANNOT_RUN),
            entry("job stop", CANNOT_RUN),
            entry("job restart", CANNOT_RUN),
            entry("job cancel", CANNOT_RUN),
            entry("dlq list", CANNOT_RUN),
            entry("dlq show", CANNOT_RUN),
            entry("dlq replay", CANNOT_RUN),
            entry("archive", CANNOT_RUN + " --day 2026-01-31"),
            entry("backup", CANNOT_RUN),
            entry("restore", CANNOT_RUN + " 2026-01-31T04-00-00Z"),
            entry("dbt", CANNOT_RUN + " build"),
            entry("docs", CANNOT_RUN),
            entry("export", CANNOT_RUN + " gold.fact_order"),
            entry("query", CANNOT_RUN + " overall_summary"),
            entry("sync", CANNOT_RUN + " ecommerce"),
            entry("extract", CANNOT_RUN + " orders"),
            entry("load", CANNOT_RUN + " nosuch.parquet orders"),
            entry("airflow", CANNOT_RUN + " version"),
            entry("initial-run", CANNOT_RUN + " --mode nosuch")));

    /** Without a server that it needs, each names it, what happened and what starts it. */
    private static final Map<String, String> SERVERS = Map.ofEntries(
            entry("sql", "127.0.0.1:"),
            entry("resync", "127.0.0.1:"),
            entry("wait", "127.0.0.1:"),
            entry("verify", "127.0.0.1:"),
            entry("watch", "ClickHouse"),
            entry("seed", "127.0.0.1:"),
            entry("traffic run", "127.0.0.1:"),
            entry("demo stats", "127.0.0.1:"),
            entry("job list", "flink-jobmanager"),
            entry("job savepoint", "flink-jobmanager"),
            entry("backup", "ClickHouse"),
            entry("restore", "ClickHouse"),
            entry("dbt", "ClickHouse"),
            entry("docs", "ClickHouse"),
            entry("export", "ClickHouse"),
            entry("query", "ClickHouse"));

    /** They ask Kafka first, and wait as long as its restart takes: once is enough, and all at once. */
    private static final Set<String> PATIENT = Set.of("apply", "dlq list", "dlq show", "dlq replay");

    @TempDir
    private static Path folder;

    private static CommandProcess commands;
    private static Path stopped;

    @BeforeAll
    static void prepare() throws IOException {
        commands = new CommandProcess(folder.resolve("work"));
        stopped = Files.createDirectory(folder.resolve("stopped"));
        new Secrets(stopped).generateMissing();
    }

    @AfterAll
    static void freePorts() throws IOException {
        commands.close();
    }

    @Test
    void noCommandIsForgotten() {
        assertThat(CALLS.keySet()).containsExactlyInAnyOrderElementsOf(CommandNames.all());
    }

    static Stream<String> quickCalls() {
        return CALLS.keySet().stream().filter(command -> !PATIENT.contains(command));
    }

    @ParameterizedTest
    @MethodSource("quickCalls")
    void saysWhatIsMissingWhenTheStackIsDown(String command) throws Exception {
        Map<Path, String> before = content(stopped);

        Result result = run(stopped, command);

        assertSaysWhatIsMissing(command, result, before);
    }

    @Test
    void thoseThatWaitForKafkaSayWhatIsMissing() throws Exception {
        Map<Path, String> before = content(stopped);
        Map<String, Running> running = new TreeMap<>();
        for (String command : PATIENT) {
            running.put(command, commands.start(stopped, Map.of(), words(command)));
        }
        for (Map.Entry<String, Running> each : running.entrySet()) {
            assertSaysWhatIsMissing(each.getKey(), each.getValue().await(), before);
        }
    }

    private static void assertSaysWhatIsMissing(String command, Result result, Map<Path, String> before)
            throws IOException {
        String call = CALLS.get(command);
        assertThat(result.output()).doesNotContain("\tat ").doesNotContain("Exception in thread");
        assertThat(result.exit()).as(result.output()).isEqualTo(Integer.parseInt(call.substring(0, 1)));
        assertThat(content(folder.resolve("work")))
                .as("files in the working directory")
                .isEmpty();
        if (SERVERS.containsKey(command)) {
            assertThat(result.output())
                    .contains(SERVERS.get(command), "./isotherm up")
                    .containsIgnoringCase("refused")
                    .doesNotContain("java.", "Exception");
        }
        if (result.exit() == 2) {
            assertThat(result.output())
                    .containsPattern("isotherm: |Unknown|Invalid")
                    .doesNotContain("null");
            assertThat(result.output().lines().filter(line -> line.startsWith("isotherm: ")))
                    .hasSizeLessThan(2);
        }
        assertThat(content(stopped)).as(result.output()).isEqualTo(before);
        assertThat(stopped.resolve("run/traffic-plan.json")).doesNotExist();
        assertThat(content(folder.resolve("work")))
                .as("files in the working directory")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("quickCalls")
    void saysWhatIsMissingWhereNothingWasSetUp(String command) throws Exception {
        Path empty = folder.resolve("empty");

        Result result = run(empty, command);

        assertThat(result.output()).doesNotContain("\tat ").doesNotContain("Exception in thread");
        assertThat(result.exit()).as(result.output()).isBetween(0, 2);
        assertThat(content(empty)).as(result.output()).isEmpty();
    }

    private static Result run(Path home, String command) throws IOException, InterruptedException {
        return commands.run(home, Map.of(), words(command));
    }

    private static String[] words(String command) {
        return Stream.concat(
                        Stream.of(command.split(" ")),
                        Stream.of(CALLS.get(command).split(" ")).skip(1))
                .toArray(String[]::new);
    }

    /** Without the folder {@code run}, where commands keep locks and what the traffic last did. */
    private static Map<Path, String> content(Path home) throws IOException {
        Map<Path, String> files = new TreeMap<>();
        if (Files.exists(home)) {
            try (Stream<Path> all = Files.walk(home)) {
                for (Path file : all.filter(Files::isRegularFile)
                        .filter(file -> !file.startsWith(home.resolve("run")))
                        .toList()) {
                    files.put(home.relativize(file), Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return files;
    }
}
