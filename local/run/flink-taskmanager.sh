#!/usr/bin/env bash
# Flink's TaskManager: the slots that jobs run in.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
. "$local_dir/run/flink-common.sh"
: "${FLINK_TASKMANAGER_METRICS_PORT:?}"

exec "$dist/flink/bin/taskmanager.sh" start-foreground \
  -D "metrics.reporter.prom.factory.class=$reporter" -D "metrics.reporter.prom.port=$FLINK_TASKMANAGER_METRICS_PORT"
