#!/usr/bin/env bash
# Flink's JobManager: runs jobs, recovers them from ZooKeeper, serves the REST API and the web UI.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
. "$local_dir/run/flink-common.sh"
: "${FLINK_METRICS_PORT:?}"

"$root_dir/flink-job/docker/check-state.sh" "$dist/flink" "$FLINK_DATA" "$FLINK_CONF_DIR" "$root_dir/flink-job/target"
exec "$dist/flink/bin/jobmanager.sh" start-foreground \
  -D "metrics.reporter.prom.factory.class=$reporter" -D "metrics.reporter.prom.port=$FLINK_METRICS_PORT"
