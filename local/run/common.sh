# shellcheck shell=bash disable=SC2034
# Sourced by the scripts beside it: each runs one service in the foreground, configured by the environment alone.
set -euo pipefail
umask 077
# Kafka, ClickHouse and Flink keep many files open.
ulimit -S -n 65536 2>/dev/null || ulimit -S -n "$(ulimit -H -n)"

local_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root_dir=$(dirname "$local_dir")
: "${ISOTHERM_HOME:?is the folder of data, secrets and logs; start services with ./isotherm}"
: "${ISOTHERM_CACHE:?is the folder of installed components; start services with ./isotherm}"
export ISOTHERM_HOME ISOTHERM_CACHE
dist=$ISOTHERM_CACHE/dist
run_dir=$ISOTHERM_HOME/run
secrets_dir=$ISOTHERM_HOME/secrets
service=$(basename "${BASH_SOURCE[1]}" .sh)
data_dir=$ISOTHERM_HOME/data/$service
mkdir -p "$run_dir" "$ISOTHERM_HOME/data" "$ISOTHERM_HOME/logs"

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
# A JVM that ran out of memory is of no use to anybody; the supervisor starts a new one.
java_options=(-XX:+ExitOnOutOfMemoryError -Djava.net.preferIPv4Stack=true -Dfile.encoding=UTF-8
  "-Dlog4j2.configurationFile=$local_dir/config/log4j2.properties")

fail() {
  echo "$service: $*" >&2
  exit 1
}

# Every process of a service carries this mark in its environment. What a killed leader left behind would keep
# ports and locks, so it goes first.
own_service() {
  bash "$local_dir/sweep.sh" "$service"
  export ISOTHERM_SERVICE="$ISOTHERM_HOME:$service"
}

# Waits for an installation that runs beside: await_installed FILE
await_installed() {
  local deadline=$((SECONDS + 900))
  until [[ -e $1 ]]; do
    ((SECONDS < deadline)) || fail "$1 is not installed; run local/install.sh"
    sleep 1
  done
}

# Waits for a server that this one needs: await_port NAME PORT
await_port() {
  local deadline=$((SECONDS + 120))
  until (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; do
    ((SECONDS < deadline)) || fail "$1 does not answer on port $2"
    sleep 0.3
  done
}

secret() {
  cat "$secrets_dir/$1" 2>/dev/null || fail "the secret $secrets_dir/$1 is missing; ./isotherm up writes it"
}

# Fills ${NAME} from the environment: render TEMPLATE FILE. A `$$` stands for a dollar.
render() {
  mkdir -p "$(dirname "$2")"
  python3 -c 'import os, string, sys
sys.stdout.write(string.Template(sys.stdin.read()).substitute(os.environ))' <"$1" >"$2.new.$$" ||
    fail "cannot render $1; is a setting missing in the environment?"
  mv "$2.new.$$" "$2"
}
