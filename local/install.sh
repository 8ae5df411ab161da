#!/usr/bin/env bash
# Installs the servers of local mode into $ISOTHERM_CACHE/dist, each pinned by a lock file with checksums.
#   local/install.sh [core|all|COMPONENT...]   (superset, which is large, only by its name)
# One chain per package client runs in parallel; the components of the change-data-capture chain come first.
# A component is built under dist/.builds/<name>-<hash of its lock> and published by switching a symlink, so
# an interrupted install leaves nothing half done, and a second one does nothing and needs no network.
# Downloads that were finished stay in the clients' own caches.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${ISOTHERM_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/isotherm}"
dist=$ISOTHERM_CACHE/dist

# In the order in which each chain installs them.
maven_chain=(postgres kafka debezium registry zookeeper)
pip_chain=(uv supervisor flink kafka-ui dbt airflow test sqlfluff lint)
npm_chain=(clickhouse)
go_chain=(minio)
core=(supervisor postgres kafka debezium registry zookeeper flink clickhouse)

usage() {
  sed -n '2,3s/^# *//p' "${BASH_SOURCE[0]}"
  echo "components: ${maven_chain[*]} ${pip_chain[*]} ${npm_chain[*]} ${go_chain[*]} superset"
}

client_of() {
  local name=$1
  case " ${maven_chain[*]} " in *" $name "*) echo maven && return ;; esac
  case " ${pip_chain[*]} " in *" $name "*) echo pip && return ;; esac
  case " ${npm_chain[*]} " in *" $name "*) echo npm && return ;; esac
  case " ${go_chain[*]} " in *" $name "*) echo go && return ;; esac
  [[ $name != superset ]] || { echo superset && return; }
  echo "install: unknown component '$name'" >&2
  usage >&2 && exit 2
}

# The files that decide what a component is made of.
lock_of() {
  local name=$1 client=$2
  cat "$here/install.d/$client.sh"
  case $client in
    maven) grep " $name/" "$here/checksums.sha256" ;;
    pip) find "$here/python/$name.txt" "$here/$name" -type f -exec cat {} + 2>/dev/null || true ;;
    npm) cat "$here/npm/package-lock.json" ;;
    go) cat "$here"/minio/* ;;
    superset) cat "$here"/python/superset*.txt ;;
  esac
}

# What comes from wheels is a Python environment, but for Flink.
is_venv() { [[ $1 != flink && " ${pip_chain[*]} superset " == *" $1 "* ]]; }

link_of() { if is_venv "$1"; then echo "$dist/venv-$1"; else echo "$dist/$1"; fi; }

say() { printf '[install] %s\n' "$*"; }

# A sleep would outlive this process and keep its output open, so it reads with a time limit what never comes.
report_progress() {
  local never
  exec {never}<> <(:)
  until read -r -t 20 -u "$never"; do
    say "$1: $SECONDS s so far"
  done
}

publish() { ln -sfn ".builds/${1##*/}" "$2.new" && mv -T "$2.new" "$2"; }

install_one() {
  local name=$1 client=$2 build link log ticker failed=0
  build=$dist/.builds/$name-$(lock_of "$name" "$client" | sha256sum | cut -c1-16)
  link=$(link_of "$name")
  exec 9>"$dist/.builds/$name.lock"
  flock -n 9 || { say "$name: waiting for another installation of it" && flock 9; }
  # What is complete is not built again, for servers may run from it
  [[ ! -e $build/.complete ]] || { [[ $link -ef $build ]] || publish "$build" "$link"; return; }
  SECONDS=0
  log=$dist/.builds/$name.log
  say "$name: installing"
  rm -rf "$build"
  mkdir -p "$build"
  report_progress "$name" 9>&- &
  ticker=$!
  bash "$here/install.d/$client.sh" "$name" "$build" 9>&- >"$log" 2>&1 || failed=1
  kill "$ticker"
  wait "$ticker" || true
  if ((failed)); then
    say "$name: FAILED, the last lines of $log:" >&2
    tail -n 15 "$log" >&2
    return 1
  fi
  touch "$build/.complete"
  publish "$build" "$link"
  # The previous build stays for servers that still run from it.
  find "$dist/.builds" -maxdepth 1 -type d -name "$name-????????????????" -printf '%T@ %p\n' |
    sort -rn | tail -n +3 | cut -d' ' -f2- | xargs -r rm -rf
  say "$name: ready ($SECONDS s)"
}

# Installs those of the wanted components that belong to the chain, one after the other.
install_chain() {
  local name failed=0
  for name in "$@"; do
    case " ${wanted[*]} " in
      *" $name "*) install_one "$name" "$(client_of "$name")" || failed=1 ;;
    esac
  done
  return "$failed"
}

# Ends the chains with all that they started; a package client ended half-way goes on from its own cache.
end_tree() {
  local child
  # shellcheck disable=SC2013  # one line of several words
  for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
    end_tree "$child"
    kill "$child" 2>/dev/null || true
  done
}

main() {
  local name pid failed=0 pids=()
  wanted=()
  for name in "${@:-all}"; do
    case $name in
      -h | --help) usage && exit 0 ;;
      all) wanted+=("${maven_chain[@]}" "${pip_chain[@]}" "${npm_chain[@]}" "${go_chain[@]}") ;;
      core) wanted+=("${core[@]}") ;;
      *) client_of "$name" >/dev/null && wanted+=("$name") ;;
    esac
  done
  # What the other Python environments are made with.
  for name in "${wanted[@]}"; do
    if is_venv "$name"; then wanted+=(uv) && break; fi
  done
  mkdir -p "$dist/.builds"
  trap 'trap - INT TERM; end_tree $$; exit 130' INT TERM
  install_chain "${maven_chain[@]}" & pids+=($!)
  install_chain "${pip_chain[@]}" superset & pids+=($!)
  install_chain "${npm_chain[@]}" & pids+=($!)
  # Three minutes of compiling must not slow down what is needed first.
  (renice -n 19 $BASHPID >/dev/null && install_chain "${go_chain[@]}") & pids+=($!)
  for pid in "${pids[@]}"; do
    wait "$pid" || failed=1
  done
  return "$failed"
}

main "$@"
