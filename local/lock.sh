#!/usr/bin/env bash
# Writes checksums.sha256 again after a version in the root pom was changed: local/lock.sh
# What it downloads is what later installs will insist on, so look at the difference before committing it.
#   local/lock.sh --check   only says whether a new machine would get what checksums.sha256 names
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for name in postgres kafka debezium registry zookeeper; do
  mvn -B -q -ntp -f "$here/artifacts/pom.xml" -P "$name" dependency:copy-dependencies "-DoutputDirectory=$work/files/$name"
done
(cd "$work/files" && find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum) >"$work/checksums"
case ${1:-} in
  --check)
    if ! diff "$here/checksums.sha256" "$work/checksums"; then
      echo "lock: the poms resolve the files marked > instead of those marked <; if that is meant, run local/lock.sh" >&2
      exit 1
    fi
    ;;
  *) cp "$work/checksums" "$here/checksums.sha256" ;;
esac
