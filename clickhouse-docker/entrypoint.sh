#!/bin/sh
# Starts the image's server with the hashes and keys that the configuration asks for, read from the mounted secrets.
set -eu
set -- /run/secrets "$@"
# shellcheck source=clickhouse-docker/environment.sh
. /opt/isotherm/environment.sh
shift
exec /entrypoint.sh "$@"
