#!/usr/bin/env bash
# Kafka Connect worker with the Debezium Postgres connector and Confluent's Avro converter.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${CONNECT_PORT:?}" "${KAFKA_PORT:?}" "${SCHEMA_REGISTRY_PORT:?}" "${CONNECT_HEAP:?}"
# The transforms are built with the command itself
export CONNECT_PLUGINS=$dist/debezium,$root_dir/kafka-docker/connect/transforms/target/plugin
export CONNECT_SECRETS=$secrets_dir

own_service
await_installed "$dist/kafka/libs"
await_installed "$dist/debezium"
render "$local_dir/config/connect.properties" "$run_dir/connect.properties"
await_port kafka "$KAFKA_PORT"
exec "$java" "-Xmx$CONNECT_HEAP" "${java_options[@]}" -XX:+UseG1GC \
  -cp "$dist/kafka/libs/*" org.apache.kafka.connect.cli.ConnectDistributed "$run_dir/connect.properties"
