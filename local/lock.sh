#!/usr/bin/env bash
# Writes checksums.sha256 again after a version in the root pom was changed: local/lock.sh
# What it downloads is what later installs will insist on, so look at the difference before committing it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for name in postgres kafka debezium registry zookeeper; do
  mvn -B -q -ntp -f "$here/artifacts/pom.xml" -P "$name" dependency:copy-dependencies "-DoutputDirectory=$work/$name"
done
(cd "$work" && find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum) >"$here/checksums.sha256"
