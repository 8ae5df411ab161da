#!/usr/bin/env bash
# Schema registry (Apicurio) with the Confluent API under /apis/ccompat/v7.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${SCHEMA_REGISTRY_PORT:?}" "${SCHEMA_REGISTRY_HEAP:?}"

# The registry accepts anything until it is told; it keeps the answer in its database.
demand_compatibility() {
  await_port schema-registry "$SCHEMA_REGISTRY_PORT"
  python3 - "http://127.0.0.1:$SCHEMA_REGISTRY_PORT/apis/ccompat/v7/config" <<'PYTHON'
import sys, urllib.request
body = b'{"compatibility": "BACKWARD"}'
request = urllib.request.Request(sys.argv[1], body, {"Content-Type": "application/json"}, method="PUT")
urllib.request.urlopen(request, timeout=60).close()
PYTHON
  touch "$data_dir/compatibility-set"
}

own_service
await_installed "$dist/registry/lib"
mkdir -p "$data_dir"
# On a file, and written when a registration is answered: records already hold the id that was given out.
export REGISTRY_DATASOURCE_URL="jdbc:h2:file:$data_dir/registry;WRITE_DELAY=0"
export QUARKUS_DATASOURCE_JDBC_INITIAL_SIZE=2 QUARKUS_DATASOURCE_JDBC_MIN_SIZE=2 QUARKUS_DATASOURCE_JDBC_MAX_SIZE=10
# On a busy machine the first connection takes longer than the default of 5 s, and the start would fail.
export QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT=60s
export QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=$SCHEMA_REGISTRY_PORT
export CORS_ALLOWED_ORIGINS=http://127.0.0.1:$SCHEMA_REGISTRY_PORT
cd "$dist/registry"
[[ -e $data_dir/compatibility-set ]] || (demand_compatibility &)
exec "$java" "-Xmx$SCHEMA_REGISTRY_HEAP" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "${java_options[@]}" \
  -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
  -jar "$dist/registry"/apicurio-registry-app-*-runner.jar
