#!/usr/bin/env bash
# What comes from Python wheels, with the hashes of python/NAME.txt: pip.sh NAME DIRECTORY
set -euo pipefail

name=$1
build=$2
local_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lock=$local_dir/python/$name.txt
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_PROGRESS_BAR=off

# A Flink distribution: the jars of one wheel, the scripts of the other. Nothing of it is run by Python, so the
# wheel's Python version does not matter.
build_flink() {
  local wheels=$build/.wheels wheel
  python3 -m pip download --no-deps --require-hashes --only-binary=:all: --python-version 3.11 \
    --platform manylinux2014_x86_64 --dest "$wheels" -r "$lock"
  for wheel in "$wheels"/*.whl; do
    python3 -m zipfile -e "$wheel" "$wheels/unpacked"
  done
  (cd "$wheels/unpacked/pyflink" && mv bin conf lib opt plugins "$build/")
  chmod +x "$build"/bin/*.sh "$build/bin/flink"
  mkdir "$build/log"
  rm -rf "$wheels"
  build_loopback_reporter
}

build_loopback_reporter() {
  local plugin=$build/plugins/metrics-prometheus classes=$build/.classes services=META-INF/services
  mkdir -p "$classes/$services"
  javac --release 17 -Xlint:all,-classfile -Werror -proc:none -d "$classes" -cp "$build/lib/*:$plugin/*" \
    "$local_dir/flink/LoopbackPrometheusReporterFactory.java"
  echo org.apache.flink.metrics.prometheus.LoopbackPrometheusReporterFactory \
    >"$classes/$services/org.apache.flink.metrics.reporter.MetricReporterFactory"
  (cd "$classes" && python3 -m zipfile -c "$plugin/loopback-prometheus-reporter.jar" META-INF org)
  rm -rf "$classes"
}

# uv is what installs the other environments: Airflow takes it seconds where pip takes minutes.
build_uv() {
  python3 -m venv "$build"
  "$build/bin/python" -m pip install --no-deps --require-hashes --only-binary=:all: -r "$lock"
}

# The lock is complete, so there is nothing to resolve. uv does not read pip's settings, so where pip was told of
# another index or certificate, uv is told of it too.
build_venv() {
  local uv=${build%/.builds/*}/venv-uv/bin/uv index
  index=${PIP_INDEX_URL:-$(python3 -m pip config get global.index-url 2>/dev/null || true)}
  export UV_NO_PROGRESS=1 UV_NO_CONFIG=1 ${index:+UV_DEFAULT_INDEX="$index"} \
    ${PIP_CERT:+SSL_CERT_FILE="$PIP_CERT"}
  "$uv" venv --python python3 "$build"
  "$uv" pip install --python "$build/bin/python" --no-deps --require-hashes --only-binary=:all: -r "$lock"
  "$uv" pip check --python "$build/bin/python"
}

case $name in
  flink) build_flink ;;
  uv) build_uv ;;
  *) build_venv ;;
esac
