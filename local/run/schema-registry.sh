#!/usr/bin/env bash
# Schema registry (Apicurio) with the Confluent API under /apis/ccompat/v7.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${SCHEMA_REGISTRY_PORT:?}" "${SCHEMA_REGISTRY_HEAP:?}"

# What Postgres has done is not to be refused: the connector would end with all its tables. The job reads each record by
# the schema it was written with. The registry keeps the answer in its database; a release before demanded BACKWARD.
demand_no_compatibility() {
  await_port schema-registry "$SCHEMA_REGISTRY_PORT"
  python3 - "http://127.0.0.1:$SCHEMA_REGISTRY_PORT/apis/ccompat/v7/config" <<'PYTHON'
import sys, urllib.request
body = b'{"compatibility": "NONE"}'
request = urllib.request.Request(sys.argv[1], body, {"Content-Type": "application/json"}, method="PUT")
urllib.request.urlopen(request, timeout=60).close()
PYTHON
  touch "$data_dir/compatibility-none"
}

# At the first start only, for it takes seconds.
compile_launcher() {
  local draft=$classes.new
  rm -rf "$draft" "$classes"
  "${java}c" --release 17 -proc:none -d "$draft" -cp "$registry" "$source"
  sync -f "$draft"
  mv -T "$draft" "$classes"
}

own_service
await_installed "$dist/registry/lib"
mkdir -p "$data_dir"
# On a file, and on the disk when a registration is answered: records already hold the id that was given out, and an id
# that a power cut takes back would be given to another schema.
export REGISTRY_DATASOURCE_URL="jdbc:h2:synced:$data_dir/registry;WRITE_DELAY=0"
export QUARKUS_DATASOURCE_JDBC_INITIAL_SIZE=2 QUARKUS_DATASOURCE_JDBC_MIN_SIZE=2 QUARKUS_DATASOURCE_JDBC_MAX_SIZE=10
# On a busy machine the first connection takes longer than the default of 5 s, and the start would fail.
export QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT=60s
export QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=$SCHEMA_REGISTRY_PORT
export CORS_ALLOWED_ORIGINS=http://127.0.0.1:$SCHEMA_REGISTRY_PORT
registry=$(echo "$dist/registry"/apicurio-registry-app-*-runner.jar)
source=$local_dir/registry/SyncedRegistry.java
classes=$data_dir/classes
[[ $classes -nt $source ]] || compile_launcher
cd "$dist/registry"
[[ -e $data_dir/compatibility-none ]] || (demand_no_compatibility &)
exec "$java" "-Xmx$SCHEMA_REGISTRY_HEAP" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "${java_options[@]}" \
  -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
  -cp "$registry:$classes" io.isotherm.registry.SyncedRegistry
