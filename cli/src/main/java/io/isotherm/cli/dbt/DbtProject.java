package io.isotherm.cli.dbt;

import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Secrets;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.ReplicationSetup;
import io.isotherm.cli.stack.Processes;
import io.isotherm.cli.stack.ServiceEndpoints;
import io.isotherm.cli.stack.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The dbt project of the folder {@code sql}, run by the installed dbt against the stack's ClickHouse as its user {@code
 * transformer}. What dbt writes goes to the stack's own folders.
 */
public final class DbtProject {
    /** What {@code profiles.yml} reads; dbt keeps values of variables with this prefix out of its logs. */
    private static final String PASSWORD_VARIABLE = "DBT_ENV_SECRET_CLICKHOUSE_PASSWORD";

    /** Leaves out the models of databases that are not replicated, see {@code dbt_project.yml}. */
    private static final String DATABASES_VARIABLE = "ISOTHERM_DATABASES";

    /** What {@code sql/macros/generated_silver.sql} makes silver by. */
    private static final String TABLES_VARIABLE = "ISOTHERM_REPLICATED_TABLES";

    private final Settings settings;
    private final Secrets secrets;

    public DbtProject(Settings settings) {
        this.settings = settings;
        this.secrets = new Secrets(settings.home());
    }

    /** Where dbt keeps the compiled project and the generated documentation. */
    public Path targetFolder() {
        return settings.runFolder().resolve("dbt");
    }

    /**
     * A process that runs dbt once; it is not started.
     *
     * @param arguments as dbt takes them, such as {@code build --select tag:silver}
     * @throws CliException if dbt is not installed, or the stack was never started
     */
    public ProcessBuilder process(List<String> arguments) {
        Path dbt = settings.cache().resolve("dist/venv-dbt/bin/dbt");
        if (!Files.isExecutable(dbt)) {
            throw CliException.cannotRun("there is no " + dbt, "install dbt: local/install.sh dbt");
        }
        Path project = settings.root().resolve("sql");
        List<String> command = new ArrayList<>();
        command.add(dbt.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
        builder.environment()
                .putAll(Map.of(
                        "DBT_PROFILES_DIR",
                        project.toString(),
                        "DBT_TARGET_PATH",
                        targetFolder().toString(),
                        "DBT_LOG_PATH",
                        settings.logFolder().resolve("dbt").toString(),
                        "CLICKHOUSE_HOST",
                        "127.0.0.1",
                        "CLICKHOUSE_HTTP_PORT",
                        settings.text(Setting.CLICKHOUSE_HTTP_PORT),
                        PASSWORD_VARIABLE,
                        secrets.get(Secret.CLICKHOUSE_TRANSFORMER_PASSWORD)));
        builder.environment()
                .putAll(replicated(settings, ServiceEndpoints.local(settings).shared()));
        return builder;
    }

    /** Variables that tell dbt what is replicated. */
    public static Map<String, String> replicated(Settings settings, SharedFolder applied) {
        Map<String, String> variables = new HashMap<>();
        variables.put(
                DATABASES_VARIABLE,
                String.join(",", ReplicationSetup.readTables(settings).databases()));
        new AppliedTables(applied).forSilver().ifPresent(tables -> variables.put(TABLES_VARIABLE, tables));
        return variables;
    }

    /**
     * Runs dbt on this process's terminal and returns its exit code: 0 done, 1 a model or test failed, 2 could not run.
     */
    public int run(List<String> arguments) throws InterruptedException {
        try {
            return Processes.runHere(process(arguments).inheritIO());
        } catch (IOException e) {
            throw CliException.cannotRun("cannot start dbt: " + Cause.of(e), "install it: local/install.sh dbt", e);
        }
    }
}
