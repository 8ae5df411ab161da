#!/usr/bin/env bash
# ZooKeeper: keeps what a new Flink JobManager needs to take its jobs over.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
: "${ZOOKEEPER_PORT:?}" "${ZOOKEEPER_HEAP:?}"
export ZOOKEEPER_DATA=$data_dir

own_service
await_installed "$dist/zookeeper/libs"
mkdir -p "$data_dir"
render "$local_dir/config/zoo.cfg" "$run_dir/zoo.cfg"
exec "$java" "-Xmx$ZOOKEEPER_HEAP" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "${java_options[@]}" \
  -Dzookeeper.jmx.log4j.disable=true -cp "$dist/zookeeper/libs/*" \
  org.apache.zookeeper.server.quorum.QuorumPeerMain "$run_dir/zoo.cfg"
