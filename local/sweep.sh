#!/usr/bin/env bash
# Kills what is left of a service whose leading process died: sweep.sh SERVICE
# Its processes are known by the mark in their environment, so nothing else is ever touched.
set -euo pipefail

mark=ISOTHERM_SERVICE=${ISOTHERM_HOME:?}:${1:?}
left=$(grep -lzsxF -e "$mark" /proc/[0-9]*/environ | cut -d/ -f3 || true)
for pid in $left; do
  echo "$1: killing process $pid, left of an earlier start" >&2
  kill -KILL "$pid" 2>/dev/null || true
done
