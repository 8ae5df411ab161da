package io.isotherm.cli.pipeline;

import com.clickhouse.client.api.Client;
import io.isotherm.cli.Cause;
import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the statements of {@code clickhouse-docker/init/*.sql}, which change nothing when repeated. */
final class ClickHouseDatabases {
    private static final long TIMEOUT_SECONDS = 300;

    private final Connections connections;

    ClickHouseDatabases(Connections connections) {
        this.connections = connections;
    }

    void createMissing() {
        Path folder = connections.settings().root().resolve("clickhouse-docker/init");
        try (Client client = connections.clickhouse();
                Stream<Path> files = Files.list(folder)) {
            List<Path> scripts = files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
            for (Path script : scripts) {
                for (String statement : statements(Files.readString(script))) {
                    client.execute(statement).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                }
            }
        } catch (IOException e) {
            throw CliException.failed("cannot read " + folder + ": " + Cause.of(e), "restore it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while databases were created", "run this again", e);
        } catch (ExecutionException e) {
            throw Failure.cannotRun("cannot create the ClickHouse databases", "see ./isotherm logs clickhouse", e);
        } catch (TimeoutException e) {
            throw CliException.failed(
                    "cannot create the ClickHouse databases: no answer within " + TIMEOUT_SECONDS + " s",
                    "see ./isotherm logs clickhouse",
                    e);
        }
    }

    /** Statements end with a semicolon at the end of a line; lines that begin with {@code --} are comments. */
    static List<String> statements(String script) {
        String code = script.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        return Arrays.stream(code.split(";\\s*(\n|$)"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
