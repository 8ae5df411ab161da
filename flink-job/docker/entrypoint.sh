#!/bin/sh
# Takes the shared configuration into the image, where the image's own entry point adds FLINK_PROPERTIES to it.
set -eu
# The plan of the job, which Flink keeps to recover it, has the job's password of ClickHouse; checkpoints have rows
umask 077
if [ "$1" = jobmanager ]; then
    mkdir -p /tmp/check-state
    { cat /opt/isotherm/config.yaml && echo "$FLINK_PROPERTIES"; } >/tmp/check-state/config.yaml
    /opt/isotherm/check-state.sh "$FLINK_HOME" /opt/flink/state /tmp/check-state /opt/isotherm/job
fi
cp /opt/isotherm/config.yaml "$FLINK_HOME/conf/config.yaml"
exec /docker-entrypoint.sh "$@"
