#!/usr/bin/env bash
# Flink's JobManager: runs jobs, recovers them from ZooKeeper, serves the REST API and the web UI.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
. "$local_dir/run/flink-common.sh"
: "${FLINK_METRICS_PORT:?}"

# Where the machine has started anew since, or a file is empty, it may have lost its power: then Flink's files are looked
# through, and what cannot be recovered is forgotten. `./isotherm up` submits the job again from what is whole.
check_state() {
  local boot known=$FLINK_DATA/boot-id job_jar
  boot=$(</proc/sys/kernel/random/boot_id)
  [[ $(cat "$known" 2>/dev/null) != "$boot" || -n $(find "$FLINK_DATA/ha" -type f -empty -print -quit) ]] || return 0
  job_jar=$(find "$root_dir/flink-job/target" -maxdepth 1 -name 'isotherm-job-*.jar' -printf '%T@ %p\n' 2>/dev/null |
    sort -n | tail -n 1 | cut -d' ' -f2-)
  [[ -n $job_jar ]] || fail "there is no job jar in flink-job/target; build it: mvn -DskipTests package"
  "$java" -Xmx256m "${java_options[@]}" -cp "$dist/flink/lib/*:$job_jar" io.isotherm.job.recovery.StateCheck \
    "$FLINK_CONF_DIR" "$FLINK_DATA/recover-from"
  echo "$boot" >"$known"
}

check_state
exec "$dist/flink/bin/jobmanager.sh" start-foreground \
  -D "metrics.reporter.prom.factory.class=$reporter" -D "metrics.reporter.prom.port=$FLINK_METRICS_PORT"
