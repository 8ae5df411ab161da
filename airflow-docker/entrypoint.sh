#!/bin/sh
# Gives Airflow its secrets from /run/isotherm, then runs the command. Runs as the user airflow.
set -eu
secrets=/run/isotherm

database="airflow:$(cat $secrets/airflow_database_password)@airflow-postgres/airflow"
AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="postgresql+psycopg2://$database"
AIRFLOW__CELERY__RESULT_BACKEND="db+postgresql://$database"
AIRFLOW__CORE__FERNET_KEY=$(cat $secrets/airflow_fernet_key)
AIRFLOW__API_AUTH__JWT_SECRET=$(cat $secrets/airflow_jwt_secret)
AIRFLOW__API__SECRET_KEY=$AIRFLOW__API_AUTH__JWT_SECRET
export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN AIRFLOW__CELERY__RESULT_BACKEND AIRFLOW__CORE__FERNET_KEY \
    AIRFLOW__API_AUTH__JWT_SECRET AIRFLOW__API__SECRET_KEY

# Where the DAG's runs begin if the operator does not say; airflow-init has written it, once
if [ -z "${ISOTHERM_DAG_START_DATE:-}" ] && [ -s /opt/isotherm/state/start-date ]; then
    ISOTHERM_DAG_START_DATE=$(cat /opt/isotherm/state/start-date)
    export ISOTHERM_DAG_START_DATE
fi

# Where Airflow's own login keeps passwords; it would invent one for a user that is missing here
umask 077
printf '{"admin": "%s"}\n' "$(cat $secrets/airflow_admin_password)" \
    > "$AIRFLOW_HOME/simple_auth_manager_passwords.json.generated"
umask 022

exec "$@"
