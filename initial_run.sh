#!/usr/bin/env bash
# Everything up, demo data flowing, result checked: initial_run.sh [--mode auto|local|docker] [--no-demo]
# May be repeated: what is there already is left as it is. Deletes nothing.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

case " $* " in
  *" -h "* | *" --help "*)
    sed -n '2,3s/^# *//p' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac
exec "$root/isotherm" initial-run "$@"
