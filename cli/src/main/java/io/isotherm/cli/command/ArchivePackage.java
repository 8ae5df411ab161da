package io.isotherm.cli.command;

import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.python.PythonTools;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.PostgresSource;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.Service;
import io.isotherm.cli.stack.ServiceEndpoints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The Python package of {@code airflow-docker/isotherm_archive}, run in Airflow's environment. */
final class ArchivePackage {
    private final Settings settings;
    private final ServiceEndpoints endpoints;

    /** @throws CliException if the object store, which all of it needs, is not installed */
    ArchivePackage(Settings settings) {
        this.settings = settings;
        this.endpoints = Launchers.current(settings).endpoints();
        if (Launchers.current(settings).mayComeLater(Service.MINIO)) {
            throw CliException.cannotRun(
                    "cold tables and backups lie in MinIO, which is not installed yet; the first run compiles it",
                    "./isotherm up minio waits for that and starts it");
        }
    }

    /**
     * Runs a module of it.
     *
     * @param user of ClickHouse, with its password
     * @param environment what the module reads beside the address of ClickHouse
     * @return the module's exit code
     */
    int run(String module, List<String> arguments, String user, Secret password, Map<String, String> environment)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("-m", module));
        command.addAll(arguments);
        Map<String, String> all = new HashMap<>(environment);
        all.put("CLICKHOUSE_URL", endpoints.clickhouseUrl());
        all.put("CLICKHOUSE_USER", user);
        all.put("CLICKHOUSE_PASSWORD_FILE", endpoints.secretsFolder() + "/" + password.fileName());
        return PythonTools.of(settings).python(command, all);
    }

    /** Runs what backs up and restores, as ClickHouse's administrator. */
    int runBackup(List<String> arguments) throws InterruptedException {
        return run("isotherm_archive.backup_command", arguments, "admin", Secret.CLICKHOUSE_ADMIN_PASSWORD, Map.of());
    }

    /** What was applied of {@code tables.yaml}. */
    AppliedTables tables() {
        return new AppliedTables(endpoints.shared());
    }

    /**
     * Archives a day, as ClickHouse's user for that, once the pipeline has passed it.
     *
     * @throws CliException if {@code tables.yaml} was not applied yet
     */
    int runDay(List<String> arguments) throws InterruptedException {
        return run(
                "isotherm_archive.guarded",
                arguments,
                "archiver",
                Secret.CLICKHOUSE_ARCHIVER_PASSWORD,
                Map.of(
                        "ISOTHERM_APPLIED_TABLES", tables().path(),
                        "KAFKA_BOOTSTRAP", endpoints.kafkaBootstrap(),
                        "POSTGRES_HOST", endpoints.postgresHost(),
                        "POSTGRES_PORT", Integer.toString(endpoints.postgresPort()),
                        "POSTGRES_USER", PostgresSource.AUDIT_ROLE,
                        "POSTGRES_PASSWORD_FILE",
                                endpoints.secretsFolder() + "/" + Secret.POSTGRES_AUDITOR_PASSWORD.fileName()));
    }
}
