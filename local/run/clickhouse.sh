#!/usr/bin/env bash
# ClickHouse server: the clickhouse of the PATH, or the one inside libchdb.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${CLICKHOUSE_HTTP_PORT:?}" "${CLICKHOUSE_TCP_PORT:?}" "${CLICKHOUSE_MEMORY:?}" "${MINIO_PORT:?}"

sha256_of() {
  local value
  # or a user whose secret is missing would have an empty password
  value=$(secret "$1") || exit
  printf %s "$value" | sha256sum | cut -d' ' -f1
}

own_service
await_installed "$dist/clickhouse"
mkdir -p "$data_dir"
CLICKHOUSE_ADMIN_PASSWORD_SHA256=$(sha256_of clickhouse_admin_password)
CLICKHOUSE_CDC_WRITER_PASSWORD_SHA256=$(sha256_of clickhouse_cdc_writer_password)
CLICKHOUSE_ARCHIVER_PASSWORD_SHA256=$(sha256_of clickhouse_archiver_password)
CLICKHOUSE_TRANSFORMER_PASSWORD_SHA256=$(sha256_of clickhouse_transformer_password)
CLICKHOUSE_READER_PASSWORD_SHA256=$(sha256_of clickhouse_reader_password)
MINIO_COLD_URL=http://127.0.0.1:$MINIO_PORT/cold/clickhouse/
MINIO_COLD_USER=$(secret minio_cold_user)
MINIO_COLD_PASSWORD=$(secret minio_cold_password)
MINIO_BACKUPS_URL=http://127.0.0.1:$MINIO_PORT/backups/clickhouse/
MINIO_BACKUP_USER=$(secret minio_backup_user)
MINIO_BACKUP_PASSWORD=$(secret minio_backup_password)
# The settings' 1g is what ClickHouse calls 1Gi
case $CLICKHOUSE_MEMORY in *[kKmMgG]) CLICKHOUSE_MEMORY=${CLICKHOUSE_MEMORY^^}i ;; esac
CLICKHOUSE_DATA=$data_dir/
export CLICKHOUSE_ADMIN_PASSWORD_SHA256 CLICKHOUSE_CDC_WRITER_PASSWORD_SHA256 CLICKHOUSE_ARCHIVER_PASSWORD_SHA256
export CLICKHOUSE_TRANSFORMER_PASSWORD_SHA256 CLICKHOUSE_READER_PASSWORD_SHA256 MINIO_COLD_URL MINIO_COLD_USER MINIO_COLD_PASSWORD
export MINIO_BACKUPS_URL MINIO_BACKUP_USER MINIO_BACKUP_PASSWORD CLICKHOUSE_MEMORY CLICKHOUSE_DATA CLICKHOUSE_HTTP_PORT CLICKHOUSE_TCP_PORT
sh "$root_dir/clickhouse-docker/after-power-cut.sh" "$data_dir"
cd "$data_dir"
config=$root_dir/clickhouse-docker/config.xml
if [[ -e $dist/clickhouse/libchdb.so ]]; then
  exec python3 "$local_dir/clickhouse/server.py" "$dist/clickhouse/libchdb.so" "$config"
fi
exec clickhouse server "--config-file=$config"
