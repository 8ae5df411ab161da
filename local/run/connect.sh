#!/usr/bin/env bash
# Kafka Connect worker with the Debezium Postgres connector and Confluent's Avro converter.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${CONNECT_PORT:?}" "${KAFKA_PORT:?}" "${SCHEMA_REGISTRY_PORT:?}" "${CONNECT_HEAP:?}"
# Debezium's post processors must share its class loader, so its plugin is laid out anew with ours among its jars
plugins=$run_dir/connect-plugins
lay_out_plugins() {
  rm -rf "$plugins"
  mkdir -p "$plugins/debezium"
  ln -s "$dist"/debezium/debezium-connector-postgres/*.jar "$plugins/debezium/"
  ln -s "$root_dir"/kafka-docker/connect/transforms/target/plugin/*.jar "$plugins/debezium/"
  ln -s "$dist/debezium/confluent-avro-converter" "$plugins/confluent-avro-converter"
}
export CONNECT_PLUGINS=$plugins
export CONNECT_SECRETS=$secrets_dir
# The driver reads dates as days of this zone, and some zones have left out a day
export TZ=UTC

own_service
await_installed "$dist/kafka/libs"
await_installed "$dist/debezium"
lay_out_plugins
render "$local_dir/config/connect.properties" "$run_dir/connect.properties"
await_port kafka "$KAFKA_PORT"
# shellcheck disable=SC2086 # JVM_OPTIONS are words
exec "$java" "-Xmx$CONNECT_HEAP" "${java_options[@]}" -XX:+UseG1GC ${JVM_OPTIONS:-} \
  -cp "$dist/kafka/libs/*" org.apache.kafka.connect.cli.ConnectDistributed "$run_dir/connect.properties"
