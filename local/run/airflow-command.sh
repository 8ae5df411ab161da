#!/usr/bin/env bash
# One of Airflow's own commands, beside the running service: airflow-command.sh ARGS
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
data_dir=$ISOTHERM_HOME/data/airflow
# Before anything is written there: the first start decides on the first run's day
compgen -G "$data_dir/database-*" >/dev/null || {
  echo "isotherm: Airflow was never started here" >&2
  echo "  -> ./isotherm up airflow" >&2
  exit 2
}
. "$local_dir/run/airflow-common.sh"
exec airflow "$@"
