#!/usr/bin/env bash
# Superset: superset.sh NAME DIRECTORY. One of its packages has no wheel; it is built by what the environment holds by
# then, so that nothing is downloaded that has no hash.
set -euo pipefail

name=$1
build=$2
local_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

bash "$local_dir/install.d/pip.sh" "$name" "$build"
index=${PIP_INDEX_URL:-$(python3 -m pip config get global.index-url 2>/dev/null || true)}
export UV_NO_PROGRESS=1 UV_NO_CONFIG=1 ${index:+UV_DEFAULT_INDEX="$index"} ${PIP_CERT:+SSL_CERT_FILE="$PIP_CERT"}
"${build%/.builds/*}/venv-uv/bin/uv" pip install --python "$build/bin/python" \
  --no-deps --no-build-isolation --require-hashes -r "$local_dir/python/superset-source.txt"
