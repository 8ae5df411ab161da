#!/usr/bin/env bash
# Lints scripts and Python by .shellcheckrc, ruff.toml and mypy.ini; the linters are installed where they are not there yet.
#   local/lint.sh          what LintITCase and pre-commit run
#   local/lint.sh --fix    also formats Python, and mends what ruff can mend
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
: "${ISOTHERM_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/isotherm}"
export ISOTHERM_CACHE PATH=$ISOTHERM_CACHE/dist/venv-lint/bin:$PATH
cd "$root"

local/install.sh lint
case ${1:-} in
  --fix)
    ruff check --no-cache --quiet --fix . || true
    ruff format --no-cache --quiet .
    ;;
  '') ;;
  *) sed -n '3,4s/^# *//p' "${BASH_SOURCE[0]}" && exit 2 ;;
esac

# By the first line, for not all of them have an ending.
is_script() {
  local first=
  [[ ! -f $1 ]] || read -r first <"$1" 2>/dev/null || true
  [[ $first =~ ^#!.*(/| )(ba)?sh$ || $first == '# shellcheck shell='* ]]
}

scripts=()
while IFS= read -r -d '' file; do
  ! is_script "$file" || scripts+=("$file")
done < <(git ls-files -z --cached --others --exclude-standard)

failed=0
shellcheck "${scripts[@]}" || failed=1
ruff check --no-cache --quiet . || failed=1
ruff format --no-cache --quiet --diff . || failed=1
mypy --cache-dir cli/target/mypy --no-error-summary || failed=1
exit "$failed"
