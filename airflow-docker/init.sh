#!/usr/bin/env bash
# What has to be there before Airflow's other containers start; may be repeated. Runs as the user airflow.
set -euo pipefail
state=/opt/isotherm/state

airflow db migrate
[[ -s $state/start-date ]] || date -u -d '30 days ago' +%F > "$state/start-date"
/opt/isotherm/describe-models
