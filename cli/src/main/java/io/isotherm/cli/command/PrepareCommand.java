package io.isotherm.cli.command;

import io.isotherm.cli.applied.AppliedTablesWriter;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.settings.LaunchMode;
import io.isotherm.cli.settings.Secrets;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.Service;
import io.isotherm.cli.stack.SharedFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "prepare",
        description = {
            "For Docker Compose by hand: writes .env, the secrets, and what containers read of tables.yaml.",
            "Starts nothing. What is there keeps its value, but for the copy of tables.yaml."
        })
public final class PrepareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Settings settings = Settings.load();
        PrintWriter out = spec.commandLine().getOut();
        String home = settings.text(Setting.ISOTHERM_HOME);
        if (Path.of(home).isAbsolute() || home.startsWith("~")) {
            throw CliException.cannotRun(
                    "ISOTHERM_HOME is " + home + ", and the compose files need a folder relative to " + settings.root(),
                    "set a relative one in .env, or start the containers with ./isotherm up --mode docker");
        }
        new Pipeline(settings, LaunchMode.DOCKER, out).check(Service.standard());
        Path env = settings.root().resolve(".env");
        if (!Files.exists(env)) {
            Files.writeString(env, "# Settings that differ from .env.example, one NAME=value a line\n");
        }
        new Secrets(settings.home()).generateMissing();
        SharedFolder shared = Launchers.current(settings).endpoints().shared();
        shared.write("tables.yaml", Files.readString(settings.tablesFile()));
        new AppliedTablesWriter(new Connections(settings), shared, out::println).writeIfMissing();
        out.println(
                "  ready: docker compose --env-file ../.env up -d --build in kafka-docker, then in the other folders");
        out.println(
                "  -> when they run, ./isotherm up prepares source and connector, ./isotherm job submit starts the job");
        return 0;
    }
}
