#!/usr/bin/env bash
# MinIO and the command that sets it up, compiled from the modules that minio/go.sum pins: go.sh NAME DIRECTORY
# A minio on the PATH is used as it is.
set -euo pipefail

build=$2
local_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

export CGO_ENABLED=0 GOFLAGS=-mod=readonly
cd "$local_dir/minio"
go build -trimpath -ldflags '-s -w' -o "$build/minio-init" .
if binary=$(command -v minio); then
  ln -s "$binary" "$build/minio"
else
  go build -trimpath -ldflags '-s -w' -o "$build/minio" github.com/minio/minio
fi
