#!/bin/sh
# Creates the buckets of cold tables and of backups, and for each a user that can do nothing but use it. Changes nothing
# when they exist. Needs MINIO_ADDRESS (host:port), the mounted secrets, and the policies in /opt/isotherm/minio.
set -eu

secrets=/run/secrets
MC_HOST_isotherm="http://$(cat $secrets/minio_root_user):$(cat $secrets/minio_root_password)@$MINIO_ADDRESS"
export MC_HOST_isotherm

# create BUCKET POLICY SECRETS: the user and its password are in SECRETS_user and SECRETS_password
create() {
    user=$(cat "$secrets/$3_user")
    mc mb --ignore-existing "isotherm/$1"
    # Without arguments mc reads the user and its password from standard input, so that no process list shows them
    printf '%s\n%s\n' "$user" "$(cat "$secrets/$3_password")" | mc admin user add isotherm
    mc admin policy create isotherm "$2" "/opt/isotherm/minio/$1.json"
    # The image has a shell and nothing beside it, so no grep
    case $(mc admin policy entities isotherm --user "$user" --json) in
        *"\"$2\""*) ;;
        *) mc admin policy attach isotherm "$2" --user "$user" ;;
    esac
}

create cold cold-tables minio_cold
create backups backups minio_backup
