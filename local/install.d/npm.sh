#!/usr/bin/env bash
# The ClickHouse server library: npm.sh NAME DIRECTORY. Nothing to do where a clickhouse binary is on the PATH.
set -euo pipefail

build=$2
local_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if command -v clickhouse >/dev/null; then
  exit 0
fi
work=$build/.npm
mkdir "$work"
cp "$local_dir"/npm/{package.json,package-lock.json,.npmrc} "$work/"
npm ci --prefer-offline --prefix "$work"
mv "$work"/node_modules/@chdb/lib-*/libchdb.so "$build/"
rm -rf "$work"
