#!/usr/bin/env bash
# Airflow: API server with the UI, scheduler with a local executor, DAG processor and triggerer, as one process group.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

own_service
await_installed "$dist/venv-airflow/bin/airflow"
await_installed "$dist/venv-dbt/bin/dbt"
. "$local_dir/run/airflow-common.sh"

# Migrating takes seconds and is needed once per version.
migrate() {
  local version made
  version=$(basename "$(readlink -f "$dist/venv-airflow")")
  await_port postgres "$POSTGRES_PORT"
  made=$(SECRETS_DIR=$secrets_dir python "$local_dir/run/airflow-database.py")
  [[ -z $made && -e $data_dir/database-$version ]] && return
  rm -f "$data_dir"/database-*
  airflow db migrate
  touch "$data_dir/database-$version"
}

# The first of them to end takes the others with it; the supervisor then starts all of them again.
components=()
stop_components() {
  trap - TERM INT
  kill -TERM "${components[@]}" 2>/dev/null || true
  # The DAG processor was seen to go on after it, and so Airflow stayed without its server and its scheduler
  (sleep 20 && kill -KILL "${components[@]}") 2>/dev/null &
  local end=$!
  wait "${components[@]}" || true
  kill "$end" 2>/dev/null || true
  exit 1
}

AIRFLOW_ADMIN_PASSWORD=$(secret airflow_admin_password) \
  render "$local_dir/config/airflow-passwords.json" "$run_dir/airflow-passwords.json"
"$root_dir/airflow-docker/describe-models" &
migrate
wait $! || echo "airflow: dbt cannot read $ISOTHERM_SQL, so the DAG keeps its last form" >&2
trap stop_components TERM INT
# Logs are read from their folder, so the log servers, which listen on every interface, stay off.
airflow api-server & components+=($!)
airflow scheduler --skip-serve-logs & components+=($!)
airflow dag-processor & components+=($!)
airflow triggerer --skip-serve-logs & components+=($!)
wait -n || true
echo "airflow: a component ended, so all are started again" >&2
stop_components
