# shellcheck shell=bash disable=SC2034,SC2154
# Sourced by the scripts of Flink's two processes after common.sh.
: "${FLINK_PORT:?}" "${FLINK_RPC_PORT:?}" "${FLINK_BLOB_PORT:?}" "${ZOOKEEPER_PORT:?}"
: "${FLINK_TASKMANAGER_RPC_PORT:?}" "${FLINK_TASKMANAGER_DATA_PORT:?}"
: "${FLINK_JOBMANAGER_MEMORY:?}" "${FLINK_TASKMANAGER_MEMORY:?}" "${FLINK_TASK_SLOTS:?}" "${FLINK_PARALLELISM:?}"

own_service
await_installed "$dist/flink/lib"
export FLINK_DATA=$ISOTHERM_HOME/data/flink
export FLINK_CONF_DIR=$run_dir/flink FLINK_LOG_DIR=$ISOTHERM_HOME/logs/flink FLINK_PID_DIR=$run_dir/flink/$service
export FLINK_IDENT_STRING=isotherm
# The name that Flink's own scripts read
export JVM_ARGS=${JVM_OPTIONS:-}
mkdir -p "$FLINK_CONF_DIR" "$FLINK_LOG_DIR" "$FLINK_PID_DIR" "$FLINK_DATA"/{ha,checkpoints,savepoints,tmp,uploads}
# Flink numbers its log files by the processes that it believes to be running.
rm -f "$FLINK_PID_DIR"/*.pid

# The flink command finds its cluster by the same folder.
cat "$root_dir/flink-job/docker/config.yaml" "$local_dir/config/flink.yaml" >"$FLINK_CONF_DIR/.template.$$"
render "$FLINK_CONF_DIR/.template.$$" "$FLINK_CONF_DIR/config.yaml"
rm "$FLINK_CONF_DIR/.template.$$"
for name in log4j-console log4j-cli log4j; do
  cp "$local_dir/config/flink-log4j.properties" "$FLINK_CONF_DIR/$name.properties.$$"
  mv "$FLINK_CONF_DIR/$name.properties.$$" "$FLINK_CONF_DIR/$name.properties"
done

reporter=org.apache.flink.metrics.prometheus.LoopbackPrometheusReporterFactory
await_port zookeeper "$ZOOKEEPER_PORT"
