#!/usr/bin/env bash
# Kills what is left of services whose leading process died: sweep.sh SERVICE, or all of ISOTHERM_HOME without one.
# They are known by the mark in their environment, so nothing else is ever touched.
set -euo pipefail

mark=ISOTHERM_SERVICE=${ISOTHERM_HOME:?}:${1:-}
for environment in /proc/[0-9]*/environ; do
  pid=${environment//[^0-9]/}
  if [[ $pid -ne $$ ]] && grep -zqs ${1:+-x} -F -e "$mark" "$environment" 2>/dev/null; then
    kill -KILL "$pid" 2>/dev/null && echo "killed $pid, left of ${1:-a service}" >&2
  fi
done
exit 0
