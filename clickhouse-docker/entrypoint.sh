#!/bin/sh
# Starts the image's server with what config.d and users.d read from the environment: hashes of the users' passwords
# and the keys of the object store, from the mounted secrets. local/run/clickhouse.sh does the same without containers.
set -eu

sha256_of() {
    # or a user whose secret is missing would have a password that everybody knows
    [ -s "/run/secrets/$1" ] || { echo "the secret /run/secrets/$1 is missing or empty" >&2; exit 1; }
    sha256sum < "/run/secrets/$1" | cut -d ' ' -f 1
}

CLICKHOUSE_ADMIN_PASSWORD_SHA256=$(sha256_of clickhouse_admin_password)
CLICKHOUSE_CDC_WRITER_PASSWORD_SHA256=$(sha256_of clickhouse_cdc_writer_password)
CLICKHOUSE_ARCHIVER_PASSWORD_SHA256=$(sha256_of clickhouse_archiver_password)
CLICKHOUSE_TRANSFORMER_PASSWORD_SHA256=$(sha256_of clickhouse_transformer_password)
CLICKHOUSE_READER_PASSWORD_SHA256=$(sha256_of clickhouse_reader_password)
MINIO_COLD_USER=$(cat /run/secrets/minio_cold_user)
MINIO_COLD_PASSWORD=$(cat /run/secrets/minio_cold_password)
MINIO_BACKUP_USER=$(cat /run/secrets/minio_backup_user)
MINIO_BACKUP_PASSWORD=$(cat /run/secrets/minio_backup_password)
# The settings' 1g is what ClickHouse calls 1Gi
CLICKHOUSE_MEMORY=$(printf %s "$CLICKHOUSE_MEMORY" | sed 's/[kK]$/Ki/; s/[mM]$/Mi/; s/[gG]$/Gi/')
export CLICKHOUSE_ADMIN_PASSWORD_SHA256 CLICKHOUSE_CDC_WRITER_PASSWORD_SHA256 CLICKHOUSE_ARCHIVER_PASSWORD_SHA256
export CLICKHOUSE_TRANSFORMER_PASSWORD_SHA256 CLICKHOUSE_READER_PASSWORD_SHA256 MINIO_COLD_USER MINIO_COLD_PASSWORD
export MINIO_BACKUP_USER MINIO_BACKUP_PASSWORD CLICKHOUSE_MEMORY

sh /opt/isotherm/after-power-cut.sh /var/lib/clickhouse
exec /entrypoint.sh "$@"
