#!/bin/sh
# Run before each start of the server, with its data directory. ClickHouse does not sync what it keeps on the local disk about
# a table on the object store. Without power the file with the format's version can be left empty, and the server then
# refuses to start; one that is missing is written anew. Parts that are broken it puts aside by itself.
set -eu
disks=$1/disks
[ ! -d "$disks" ] || find "$disks" -mindepth 5 -maxdepth 5 -name format_version.txt -empty -delete
