#!/usr/bin/env bash
# MinIO: the object store of archived partitions.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${MINIO_PORT:?}" "${MINIO_CONSOLE_PORT:?}"

own_service
await_installed "$dist/minio/minio"
mkdir -p "$data_dir"
MINIO_ROOT_USER=$(secret minio_root_user)
MINIO_ROOT_PASSWORD=$(secret minio_root_password)
export MINIO_ROOT_USER MINIO_ROOT_PASSWORD
export MINIO_UPDATE=off MINIO_CALLHOME_ENABLE=off GOMEMLIMIT=256MiB
exec "$dist/minio/minio" server --quiet --address "127.0.0.1:$MINIO_PORT" --console-address "127.0.0.1:$MINIO_CONSOLE_PORT" "$data_dir"
