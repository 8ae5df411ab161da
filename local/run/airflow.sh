#!/usr/bin/env bash
# Airflow: API server with the UI, scheduler with a local executor, DAG processor and triggerer, as one process group.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${AIRFLOW_PORT:?}"

own_service
await_installed "$dist/venv-airflow/bin/airflow"
export PATH=$dist/venv-airflow/bin:$PATH
export AIRFLOW_HOME=$data_dir
mkdir -p "$AIRFLOW_HOME"

export AIRFLOW__CORE__DAGS_FOLDER=$root_dir/airflow-docker/dags
export AIRFLOW__CORE__LOAD_EXAMPLES=False
export AIRFLOW__CORE__EXECUTOR=LocalExecutor
# Each running task is a process of about 150 MB
export AIRFLOW__CORE__PARALLELISM=4
export AIRFLOW__CORE__EXECUTION_API_SERVER_URL=http://127.0.0.1:$AIRFLOW_PORT/execution/
export AIRFLOW__CORE__FERNET_KEY_CMD="cat $secrets_dir/airflow_fernet_key"
export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS=admin:admin
export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE=$run_dir/airflow-passwords.json
export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=sqlite:///$data_dir/airflow.db
export AIRFLOW__API__HOST=127.0.0.1
export AIRFLOW__API__PORT=$AIRFLOW_PORT
export AIRFLOW__API__BASE_URL=http://127.0.0.1:$AIRFLOW_PORT
export AIRFLOW__API__WORKERS=1
export AIRFLOW__API__SECRET_KEY_CMD="cat $secrets_dir/airflow_jwt_secret"
export AIRFLOW__API_AUTH__JWT_SECRET_CMD="cat $secrets_dir/airflow_jwt_secret"
export AIRFLOW__SCHEDULER__CREATE_CRON_DATA_INTERVALS=True
export AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES=1
export AIRFLOW__LOGGING__BASE_LOG_FOLDER=$ISOTHERM_HOME/logs/airflow
export AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False

# Migrating takes seconds and is needed once per version.
migrate() {
  local version
  version=$(basename "$(readlink -f "$dist/venv-airflow")")
  [[ -e $data_dir/migrated-$version ]] && return
  airflow db migrate
  rm -f "$data_dir"/migrated-*
  touch "$data_dir/migrated-$version"
}

# The first of them to end takes the others with it; the supervisor then starts all of them again.
components=()
stop_components() {
  trap - TERM INT
  kill -TERM "${components[@]}" 2>/dev/null || true
  wait || true
  exit 1
}

AIRFLOW_ADMIN_PASSWORD=$(secret airflow_admin_password) \
  render "$local_dir/config/airflow-passwords.json" "$run_dir/airflow-passwords.json"
migrate
trap stop_components TERM INT
# Logs are read from their folder, so the log servers, which listen on every interface, stay off.
airflow api-server & components+=($!)
airflow scheduler --skip-serve-logs & components+=($!)
airflow dag-processor & components+=($!)
airflow triggerer --skip-serve-logs & components+=($!)
wait -n || true
echo "airflow: a component ended, so all are started again" >&2
stop_components
