#!/usr/bin/env bash
# MinIO, compiled from the modules that minio/go.sum pins: go.sh NAME DIRECTORY. A minio on the PATH is used as it is.
set -euo pipefail

build=$2
local_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if binary=$(command -v minio); then
  ln -s "$binary" "$build/minio"
  exit 0
fi
cd "$local_dir/minio"
CGO_ENABLED=0 GOFLAGS=-mod=readonly go build -p 2 -trimpath -ldflags '-s -w' -o "$build/minio" github.com/minio/minio
