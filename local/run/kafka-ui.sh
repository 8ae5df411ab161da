#!/usr/bin/env bash
# Kafka's topics, partitions and consumer groups in the browser.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${KAFKA_UI_PORT:?}" "${KAFKA_PORT:?}"

own_service
await_installed "$dist/venv-kafka-ui/bin/kaskade"
# Where the application keeps its preferences
export HOME=$data_dir PATH=$dist/venv-kafka-ui/bin:$PATH
mkdir -p "$HOME"
await_port kafka "$KAFKA_PORT"
exec "$dist/venv-kafka-ui/bin/python" "$local_dir/kafka-ui/serve.py" "$KAFKA_UI_PORT" "127.0.0.1:$KAFKA_PORT"
