package io.isotherm.cli.stack;

import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;

/**
 * Where services find each other. Between containers that is not where this host finds them.
 *
 * @param postgresHost host of the source
 * @param kafkaBootstrap {@code host:port} of the broker
 * @param schemaRegistryUrl base URL of the registry's Confluent API
 * @param clickhouseUrl base URL of ClickHouse's HTTP interface
 * @param secretsFolder folder with one file per secret
 * @param shared folder for files that this command writes and services read
 */
public record ServiceEndpoints(
        String postgresHost,
        int postgresPort,
        String kafkaBootstrap,
        String schemaRegistryUrl,
        String clickhouseUrl,
        String secretsFolder,
        SharedFolder shared) {

    /** Every service as this host finds it. */
    public static ServiceEndpoints local(Settings settings) {
        return new ServiceEndpoints(
                "127.0.0.1",
                settings.number(Setting.POSTGRES_PORT),
                settings.address(Setting.KAFKA_PORT),
                settings.schemaRegistryUrl(),
                settings.url(Setting.CLICKHOUSE_HTTP_PORT),
                settings.home().resolve("secrets").toString(),
                new SharedFolder(settings.runFolder(), settings.runFolder().toString()));
    }
}
