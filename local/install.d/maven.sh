#!/usr/bin/env bash
# Builds one Maven-delivered component: maven.sh NAME DIRECTORY
# The files that the profile NAME of artifacts/pom.xml resolves must be exactly those of checksums.sha256.
set -euo pipefail

name=$1
build=$2
local_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
files=$build/.files

# Downloads into .files; an offline attempt first, because Maven asks the network about plugins otherwise.
fetch() {
  local -a command=(mvn -B -ntp -f "$local_dir/artifacts/pom.xml" -P "$name"
    dependency:copy-dependencies "-DoutputDirectory=$files" -Dmdep.overWriteReleases=true)
  "${command[@]}" -o -q >/dev/null 2>&1 || "${command[@]}"
}

verify() {
  local expected
  expected=$(sed -n "s| $name/| |p" "$local_dir/checksums.sha256")
  (cd "$files" && sha256sum --check --quiet --strict <<<"$expected")
  if ! diff <(awk '{print $2}' <<<"$expected" | sort) <(cd "$files" && find . -type f -printf '%f\n' | sort); then
    echo "$name: the files above (>) are not in local/checksums.sha256; after a change of version run local/lock.sh" >&2
    return 1
  fi
}

unpack_postgres() {
  python3 -m zipfile -e "$files"/embedded-postgres-binaries-*.jar "$files"
  tar -xJf "$files"/postgres-linux-*.txz -C "$build"
}

unpack_jars() {
  mkdir "$build/libs"
  mv "$files"/*.jar "$build/libs/"
}

# Two Connect plugins. Of the Cassandra connector only the Confluent converter that it carries is used: its jars
# name no service, and Connect finds plugins by service.
unpack_debezium() {
  local converter=$build/confluent-avro-converter
  local services=$files/services/META-INF/services
  tar -xzf "$files"/debezium-connector-postgres-*-plugin.tar.gz -C "$build"
  mkdir "$converter"
  tar -xzf "$files"/debezium-connector-cassandra-*-plugin.tar.gz -C "$converter" --strip-components=1 --wildcards \
    '*/kafka-connect-avro-converter-*.jar' '*/kafka-connect-avro-data-*.jar' '*/kafka-avro-serializer-*.jar' \
    '*/kafka-schema-serializer-*.jar' '*/kafka-schema-registry-client-*.jar' '*/common-utils-*.jar' \
    '*/swagger-annotations-*.jar' '*-3/guava-*.jar'
  mv "$files"/*.jar "$converter/"
  mkdir -p "$services"
  echo io.confluent.connect.avro.AvroConverter >"$services/org.apache.kafka.connect.storage.Converter"
  (cd "$files/services" && python3 -m zipfile -c "$converter/avro-converter-service.jar" META-INF)
}

unpack_registry() {
  tar -xzf "$files"/apicurio-registry-app-*-all.tar.gz -C "$build"
}

fetch
verify
case $name in
  postgres) unpack_postgres ;;
  kafka | zookeeper) unpack_jars ;;
  debezium) unpack_debezium ;;
  registry) unpack_registry ;;
esac
rm -rf "$files"
