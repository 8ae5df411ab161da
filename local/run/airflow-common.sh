# shellcheck shell=bash disable=SC2034,SC2154
# Sourced by airflow.sh and airflow-command.sh after common.sh: Airflow's settings, and what the DAG needs.
: "${AIRFLOW_PORT:?}" "${CLICKHOUSE_HTTP_PORT:?}" "${KAFKA_PORT:?}" "${POSTGRES_PORT:?}"

export PATH=$dist/venv-airflow/bin:$PATH
export AIRFLOW_HOME=$data_dir
# Its processes rename themselves; this way the mark of own_service stays readable.
export SPT_NOENV=1
mkdir -p "$data_dir"

export AIRFLOW__CORE__DAGS_FOLDER=$root_dir/airflow-docker/dags
export AIRFLOW__CORE__LOAD_EXAMPLES=False
export AIRFLOW__CORE__EXECUTOR=LocalExecutor
# Each running task is a process of about 150 MB
export AIRFLOW__CORE__PARALLELISM=4
export AIRFLOW__CORE__EXECUTION_API_SERVER_URL=http://127.0.0.1:$AIRFLOW_PORT/execution/
export AIRFLOW__CORE__FERNET_KEY_CMD="cat '$secrets_dir/airflow_fernet_key'"
export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS=admin:admin
export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE=$run_dir/airflow-passwords.json
# Its own database beside the source: SQLite has one writer, and answers 503 to the others
export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=postgresql+psycopg://airflow@127.0.0.1:$POSTGRES_PORT/airflow
export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC=$AIRFLOW__DATABASE__SQL_ALCHEMY_CONN
export PGPASSFILE=$run_dir/airflow.pgpass
# or a missing secret would become an empty password
airflow_database_password=$(secret airflow_database_password) || exit
AIRFLOW_DATABASE_PASSWORD=$airflow_database_password render "$local_dir/config/airflow.pgpass" "$PGPASSFILE"
export AIRFLOW__API__HOST=127.0.0.1
export AIRFLOW__API__PORT=$AIRFLOW_PORT
export AIRFLOW__API__BASE_URL=http://127.0.0.1:$AIRFLOW_PORT
export AIRFLOW__API__WORKERS=1
export AIRFLOW__API__SECRET_KEY_CMD="cat '$secrets_dir/airflow_jwt_secret'"
export AIRFLOW__API_AUTH__JWT_SECRET_CMD="cat '$secrets_dir/airflow_jwt_secret'"
export AIRFLOW__SCHEDULER__CREATE_CRON_DATA_INTERVALS=True
# Tasks die with the scheduler that runs them; the next one is to begin them again within minutes
export AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL=20
export AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT=120
export AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL=10
export AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES=1
export AIRFLOW__DAG_PROCESSOR__PRINT_STATS_INTERVAL=3600
export AIRFLOW__LOGGING__BASE_LOG_FOLDER=$ISOTHERM_HOME/logs/airflow
export AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False

# What the DAG needs; passwords stay in their files
export PYTHONPATH=$root_dir/airflow-docker
export CLICKHOUSE_URL=http://127.0.0.1:$CLICKHOUSE_HTTP_PORT CLICKHOUSE_HOST=127.0.0.1 CLICKHOUSE_USER=archiver
export CLICKHOUSE_PASSWORD_FILE=$secrets_dir/clickhouse_archiver_password
export CLICKHOUSE_TRANSFORMER_PASSWORD_FILE=$secrets_dir/clickhouse_transformer_password
export POSTGRES_HOST=127.0.0.1 POSTGRES_USER=auditor POSTGRES_PASSWORD_FILE=$secrets_dir/postgres_auditor_password
export ISOTHERM_COMMAND=$root_dir/isotherm SOURCE_PASSWORDS=$secrets_dir
export KAFKA_BOOTSTRAP=127.0.0.1:$KAFKA_PORT
export ISOTHERM_APPLIED_TABLES=$run_dir/applied-tables.json
export ISOTHERM_SQL=$root_dir/sql ISOTHERM_DBT=$dist/venv-dbt/bin/dbt ISOTHERM_DBT_TARGET=$data_dir/dbt
export DBT_SEND_ANONYMOUS_USAGE_STATS=false
export AIRFLOW__COSMOS__CACHE_DIR=$data_dir/cosmos
export AIRFLOW__COSMOS__ENABLE_TELEMETRY=False AIRFLOW__COSMOS__UPLOAD_SQL_TO_XCOM=False
# The first run's day must not move with every start
if [[ -z ${ISOTHERM_DAG_START_DATE:-} ]]; then
  [[ -s $data_dir/start-date ]] || date -u -d '30 days ago' +%F >"$data_dir/start-date"
  ISOTHERM_DAG_START_DATE=$(<"$data_dir/start-date")
fi
export ISOTHERM_DAG_START_DATE ISOTHERM_ON_FAILURE=${ISOTHERM_ON_FAILURE:-} POSTGRES_PORT
