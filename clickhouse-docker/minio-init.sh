#!/bin/sh
# Creates the bucket of cold tables and a user that can do nothing but use it. Changes nothing when they exist.
# Needs MINIO_ADDRESS (host:port) and the mounted secrets.
set -eu

secrets=/run/secrets
MC_HOST_isotherm="http://$(cat $secrets/minio_root_user):$(cat $secrets/minio_root_password)@$MINIO_ADDRESS"
export MC_HOST_isotherm
cold_user=$(cat $secrets/minio_cold_user)

mc mb --ignore-existing isotherm/cold
# Without arguments mc reads the user and its password from standard input, so that no process list shows them
printf '%s\n%s\n' "$cold_user" "$(cat $secrets/minio_cold_password)" | mc admin user add isotherm
mc admin policy create isotherm cold-tables /opt/isotherm/minio-policy.json
if ! mc admin policy entities isotherm --user "$cold_user" --json | grep -q '"cold-tables"'; then
    mc admin policy attach isotherm cold-tables --user "$cold_user"
fi
