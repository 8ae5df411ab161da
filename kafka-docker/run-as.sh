#!/bin/sh
# Entry point of containers whose server does not run as root: gives USER its own copy of the mounted secrets (on the
# host they belong to the operator alone) in /run/isotherm, a tmpfs, and the folders of RUN_AS_OWNS, separated by colons:
# a new volume belongs to root where the image has no such folder. Then gives up root for good.
# Usage: run-as.sh USER COMMAND [ARGUMENT...]
set -eu

user=$1
shift
entry=$(grep "^$user:" /etc/passwd) || {
    echo "run-as: this image has no user '$user'; the compose file names the wrong one" >&2
    exit 1
}
IFS=: read -r _ _ uid gid _ home _ <<EOF
$entry
EOF

for secret in /run/secrets/*; do
    if [ -f "$secret" ]; then
        install -o "$uid" -g "$gid" -m 0400 "$secret" /run/isotherm/
    fi
done

IFS=:
for folder in ${RUN_AS_OWNS:-}; do
    [ "$(stat -c %u "$folder")" = "$uid" ] || chown "$uid:$gid" "$folder"
done
unset IFS

HOME=$home
export HOME
exec chroot --userspec="$uid:$gid" --skip-chdir / "$@"
