#!/usr/bin/env bash
# One of Airflow's own commands, beside the running service: airflow-command.sh ARGS
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
data_dir=$ISOTHERM_HOME/data/airflow
. "$local_dir/run/airflow-common.sh"

compgen -G "$data_dir/database-*" >/dev/null || fail "Airflow was never started here; ./isotherm up airflow"
exec airflow "$@"
