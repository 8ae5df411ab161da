#!/usr/bin/env bash
# Superset: superset.sh NAME DIRECTORY. One of its packages has no wheel; it is built by what the environment holds by
# then, so that nothing is downloaded that has no hash.
set -euo pipefail

build=$2
local_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
uv=${build%/.builds/*}/venv-uv/bin/uv
python=$build/bin/python

# As in pip.sh: uv is told what pip was told
index=${PIP_INDEX_URL:-$(python3 -m pip config get global.index-url 2>/dev/null || true)}
export UV_NO_PROGRESS=1 UV_NO_CONFIG=1 ${index:+UV_DEFAULT_INDEX="$index"} ${PIP_CERT:+SSL_CERT_FILE="$PIP_CERT"}

"$uv" venv --python python3 "$build"
"$uv" pip install --python "$python" --no-deps --require-hashes --only-binary=:all: -r "$local_dir/python/superset.txt"
"$uv" pip install --python "$python" --no-deps --require-hashes --no-build-isolation \
  -r "$local_dir/python/superset-source.txt"
"$uv" pip check --python "$python"
