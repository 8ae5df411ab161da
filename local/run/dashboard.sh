#!/usr/bin/env bash
# The dashboard: Apache Superset, which asks ClickHouse as reader.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${DASHBOARD_PORT:?}" "${CLICKHOUSE_HTTP_PORT:?}"

own_service
await_installed "$dist/venv-superset/bin/superset"
export PATH=$dist/venv-superset/bin:$PATH
export HOME=$data_dir SUPERSET_HOME=$data_dir DASHBOARD_DATA=$data_dir
export PYTHONPATH=$local_dir/superset FLASK_APP=superset.app
mkdir -p "$data_dir"

# Takes half a minute and is needed once per version.
migrate() {
  local version
  version=$(basename "$(readlink -f "$dist/venv-superset")")
  [[ -e $data_dir/migrated-$version ]] && return
  superset db upgrade
  superset init
  rm -f "$data_dir"/migrated-*
  touch "$data_dir/migrated-$version"
}

await_port clickhouse "$CLICKHOUSE_HTTP_PORT"
migrate
python "$local_dir/superset/prepare.py"
# A thread waits for each of the charts that a page loads at the same time.
exec gunicorn --bind "127.0.0.1:$DASHBOARD_PORT" --workers 1 --worker-class gthread --threads 12 --timeout 120 \
  "superset.app:create_app()"
