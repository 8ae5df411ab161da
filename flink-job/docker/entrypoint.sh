#!/bin/sh
# Takes the shared configuration into the image, where the image's own entry point adds FLINK_PROPERTIES to it.
set -eu
cp /opt/isotherm/config.yaml "$FLINK_HOME/conf/config.yaml"
exec /docker-entrypoint.sh "$@"
