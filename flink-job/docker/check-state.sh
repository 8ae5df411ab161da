#!/bin/sh
# Run before the JobManager. Where the machine has started anew since, or a file is empty, it may have lost its power: then
# Flink's files are looked through, and what cannot be recovered is forgotten. `./isotherm up` submits the job again from
# what is whole.
# Usage: check-state.sh FLINK_HOME STATE_FOLDER FOLDER_OF_CONFIG_YAML FOLDER_OF_THE_JOB_JAR
set -eu
flink=$1 state=$2 config=$3 jars=$4

boot=$(cat /proc/sys/kernel/random/boot_id)
known=$state/boot-id
[ -d "$state/ha" ] || exit 0
if [ "$(cat "$known" 2>/dev/null)" = "$boot" ] && [ -z "$(find "$state/ha" -type f -empty -print -quit)" ]; then
    exit 0
fi
jar=$(find "$jars" -maxdepth 1 -name 'isotherm-job-*.jar' -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -n 1 | cut -d' ' -f2-)
[ -n "$jar" ] || {
    echo "check-state: there is no job jar in flink-job/target; build it: mvn -DskipTests package" >&2
    exit 1
}
ROOT_LOG_LEVEL=WARN "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx256m -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError \
    "-Dlog4j2.configurationFile=$flink/conf/log4j-session.properties" -cp "$flink/lib/*:$jar" \
    io.isotherm.job.recovery.StateCheck "$config" "$state/recover-from"
echo "$boot" >"$known"
