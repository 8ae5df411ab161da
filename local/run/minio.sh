#!/usr/bin/env bash
# MinIO: the object store of archived partitions.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${MINIO_PORT:?}" "${MINIO_CONSOLE_PORT:?}"

# At every start, for it changes nothing the second time.
set_up() {
  await_port minio "$MINIO_PORT"
  MINIO_COLD_USER=$(secret minio_cold_user)
  MINIO_COLD_PASSWORD=$(secret minio_cold_password)
  MINIO_BACKUP_USER=$(secret minio_backup_user)
  MINIO_BACKUP_PASSWORD=$(secret minio_backup_password)
  export MINIO_COLD_USER MINIO_COLD_PASSWORD MINIO_BACKUP_USER MINIO_BACKUP_PASSWORD
  # On a busy machine a server whose port is open answers for a while that it is not initialized yet.
  for _ in {1..120}; do
    if "$dist/minio/minio-init" "127.0.0.1:$MINIO_PORT" "$root_dir/clickhouse-docker/minio"; then
      return 0
    fi
    sleep 1
  done
  echo "minio: buckets and users are missing -> ./isotherm restart minio" >&2
}

own_service
await_installed "$dist/minio/minio"
mkdir -p "$data_dir"
MINIO_ROOT_USER=$(secret minio_root_user)
MINIO_ROOT_PASSWORD=$(secret minio_root_password)
export MINIO_ROOT_USER MINIO_ROOT_PASSWORD
# An object is on the disk when it is acknowledged
export MINIO_FS_OSYNC=on
export MINIO_UPDATE=off MINIO_CALLHOME_ENABLE=off GOMEMLIMIT=256MiB
(set_up &)
exec "$dist/minio/minio" server --quiet --address "127.0.0.1:$MINIO_PORT" --console-address "127.0.0.1:$MINIO_CONSOLE_PORT" "$data_dir"
