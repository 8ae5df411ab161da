#!/usr/bin/env bash
# Kafka: one node, broker and controller in one process.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${KAFKA_PORT:?}" "${KAFKA_CONTROLLER_PORT:?}" "${KAFKA_HEAP:?}"
export KAFKA_DATA=$data_dir

# A cluster id is a UUID in URL-safe Base64 that does not begin with a dash.
new_cluster_id() {
  head -c 512 /dev/urandom | LC_ALL=C tr -dc 'A-Za-z0-9' | head -c 21
  echo A
}

own_service
await_installed "$dist/kafka/libs"
mkdir -p "$data_dir"
config=$run_dir/kafka.properties
render "$local_dir/config/kafka.properties" "$config"
if [[ ! -e $data_dir/meta.properties ]]; then
  "$java" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "${java_options[@]}" -cp "$dist/kafka/libs/*" \
    kafka.tools.StorageTool format --cluster-id "$(new_cluster_id)" --config "$config"
fi
# shellcheck disable=SC2086 # JVM_OPTIONS are words
exec "$java" "-Xmx$KAFKA_HEAP" "-Xms$KAFKA_HEAP" "${java_options[@]}" -XX:+UseG1GC -XX:MaxGCPauseMillis=50 ${JVM_OPTIONS:-} \
  -cp "$dist/kafka/libs/*" kafka.Kafka "$config"
