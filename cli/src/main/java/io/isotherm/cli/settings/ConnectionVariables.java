package io.isotherm.cli.settings;

import java.util.LinkedHashMap;
import java.util.Map;

/** How to reach each server of the stack as its administrator, by the names that common tools read. */
public final class ConnectionVariables {
    private final Settings settings;
    private final Secrets secrets;
    private final String database;

    /** @param database of Postgres */
    public ConnectionVariables(Settings settings, Secrets secrets, String database) {
        this.settings = settings;
        this.secrets = secrets;
        this.database = database;
    }

    /** Name to value, in the order to print. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("PGHOST", "127.0.0.1");
        values.put("PGPORT", settings.text(Setting.POSTGRES_PORT));
        values.put("PGUSER", "postgres");
        values.put("PGPASSWORD", secrets.get(Secret.POSTGRES_PASSWORD));
        values.put("PGDATABASE", database);
        values.put("CLICKHOUSE_URL", settings.url(Setting.CLICKHOUSE_HTTP_PORT));
        values.put("CLICKHOUSE_USER", "admin");
        values.put("CLICKHOUSE_PASSWORD", secrets.get(Secret.CLICKHOUSE_ADMIN_PASSWORD));
        values.put("KAFKA_BOOTSTRAP", settings.address(Setting.KAFKA_PORT));
        values.put("SCHEMA_REGISTRY_URL", settings.schemaRegistryUrl());
        values.put("CONNECT_URL", settings.url(Setting.CONNECT_PORT));
        values.put("FLINK_URL", settings.url(Setting.FLINK_PORT));
        values.put("AIRFLOW_URL", settings.url(Setting.AIRFLOW_PORT));
        values.put("AIRFLOW_USER", "admin");
        values.put("AIRFLOW_PASSWORD", secrets.get(Secret.AIRFLOW_ADMIN_PASSWORD));
        values.put("MINIO_ENDPOINT", settings.url(Setting.MINIO_PORT));
        values.put("MINIO_ACCESS_KEY", secrets.get(Secret.MINIO_ROOT_USER));
        values.put("MINIO_SECRET_KEY", secrets.get(Secret.MINIO_ROOT_PASSWORD));
        return values;
    }
}
