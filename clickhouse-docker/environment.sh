# Exports what config.d and users.d read from the environment. Source it with the folder of the secrets as $1 and
# CLICKHOUSE_MEMORY set (as in .env: a number with k, m or g). Secrets stay in the environment, never in arguments.
# shellcheck shell=sh

isotherm_sha256() {
    sha256sum < "$1" | cut -d ' ' -f 1
}

isotherm_export_clickhouse() {
    secrets=$1
    for user in admin cdc_writer archiver reader; do
        if [ ! -s "$secrets/clickhouse_${user}_password" ]; then
            echo "clickhouse: $secrets/clickhouse_${user}_password is missing or empty; ./isotherm up generates it" >&2
            return 1
        fi
    done
    CLICKHOUSE_ADMIN_PASSWORD_SHA256=$(isotherm_sha256 "$secrets/clickhouse_admin_password")
    CLICKHOUSE_CDC_WRITER_PASSWORD_SHA256=$(isotherm_sha256 "$secrets/clickhouse_cdc_writer_password")
    CLICKHOUSE_ARCHIVER_PASSWORD_SHA256=$(isotherm_sha256 "$secrets/clickhouse_archiver_password")
    CLICKHOUSE_READER_PASSWORD_SHA256=$(isotherm_sha256 "$secrets/clickhouse_reader_password")
    MINIO_COLD_USER=$(cat "$secrets/minio_cold_user") || return 1
    MINIO_COLD_PASSWORD=$(cat "$secrets/minio_cold_password") || return 1
    # ClickHouse wants 1Gi where the other components take 1g
    CLICKHOUSE_MEMORY=$(printf %s "$CLICKHOUSE_MEMORY" | sed 's/[kK]$/Ki/; s/[mM]$/Mi/; s/[gG]$/Gi/')
    export CLICKHOUSE_ADMIN_PASSWORD_SHA256 CLICKHOUSE_CDC_WRITER_PASSWORD_SHA256 CLICKHOUSE_ARCHIVER_PASSWORD_SHA256 \
        CLICKHOUSE_READER_PASSWORD_SHA256 MINIO_COLD_USER MINIO_COLD_PASSWORD CLICKHOUSE_MEMORY
}

isotherm_export_clickhouse "$1" || exit 1
