#!/usr/bin/env bash
# PostgreSQL with logical decoding. The server refuses to run as root, so it then runs as an unprivileged user.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${POSTGRES_PORT:?}"
# WAL that a stopped connector may hold back before its slot is given up
export POSTGRES_SLOT_WAL_LIMIT=${POSTGRES_SLOT_WAL_LIMIT:-8GB}
export POSTGRES_DATA=$data_dir

# The home is closed to other users, so the server's user keeps one right of root: to look through folders. Where
# a container has taken that one away, its wider sibling does.
as_server_user() {
  if ((EUID != 0)); then
    as_server=()
    return
  fi
  local user=postgres right=dac_read_search
  id -u "$user" >/dev/null 2>&1 || user=nobody
  setpriv "--inh-caps=+$right" "--ambient-caps=+$right" true 2>/dev/null || right=dac_override
  # Without the fix-up, access() answers by that right too, and initdb asks it.
  as_server=(setpriv --securebits=+no_setuid_fixup "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups
    "--inh-caps=-all,+$right" "--ambient-caps=-all,+$right" "--bounding-set=-all,+$right")
  mkdir -p "$data_dir"
  if [[ $(stat -c %U "$data_dir") != "$user" ]]; then
    chown -R "$user" "$data_dir"
  fi
}

# In a folder of its own until it is complete: a killed initdb starts again from nothing.
initialise() {
  local fresh=$data_dir/new
  mkdir -p "$data_dir"
  rm -rf "$fresh"
  "${as_server[@]}" "$dist/postgres/bin/initdb" --pgdata="$fresh" --username=postgres --pwfile="$secrets_dir/postgres_password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C --no-instructions
  mv -T "$fresh" "$data_dir/main"
}

own_service
await_installed "$dist/postgres/bin/postgres"
cd /
as_server_user
[[ -e $data_dir/main ]] || initialise
render "$local_dir/config/postgresql.conf" "$run_dir/postgresql.conf"
exec "${as_server[@]}" "$dist/postgres/bin/postgres" -c "config_file=$run_dir/postgresql.conf"
