#!/usr/bin/env bash
# Everything up, demo data flowing, result checked: initial_run.sh [--mode auto|local|docker] [--demo NAME,... | --no-demo]
# May be repeated: what is there already is left as it is. Deletes nothing.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

case " $* " in
  *" -h "* | *" --help "*)
    sed -n '2,3s/^# *//p' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac

# The first build waits for downloads half of the time, and compiling MinIO takes minutes: side by side they save one.
# Where Docker will be used, or another cache is set, the installer itself decides what is needed. Nothing waits for it.
early=
if [[ ! -e $root/cli/target/built && " $* " != *docker* ]] && command -v go >/dev/null &&
  { [[ " $* " == *local* ]] || ! docker info &>/dev/null; } && ! grep -qs '^[^#]*ISOTHERM_CACHE=' "$root/.env"; then
  nice "$root/local/install.sh" minio >/dev/null 2>&1 &
  early=$!
fi
trap '[[ -z $early ]] || kill "$early" 2>/dev/null || true' INT TERM

"$root/isotherm" initial-run "$@"
