#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# Starts a Redis server on a Unix socket in a folder of its own, asks it, and stops it whatever
# happens. Prints the report, or why there is none.
# Usage: redis.sh POOL_FILE FOLDER_OF_BINARIES
set -euo pipefail
pool=$1
peer=$2/redis_peer

skip() { echo "{\"skipped\": \"$1\"}"; exit 0; }
command -v redis-server >/dev/null || skip "redis-server is not installed"
[ -x "$peer" ] || skip "libhiredis-dev was not installed at build time"

folder=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 143' TERM
trap 'exit 130' INT HUP

touch "$folder/log"
# Nothing is written to disk: the fastest Redis there is.
redis-server --port 0 --unixsocket "$folder/socket" --dir "$folder" --save "" --appendonly no \
  >>"$folder/log" 2>&1 </dev/null &
server=$!
# Its log says when it listens; `tail` ends with a server that does not get as far.
grep -q -m1 "eady to accept connections" < <(tail -f -n +1 --pid="$server" "$folder/log") ||
  { cat "$folder/log" >&2; exit 1; }
"$peer" "$pool" "$folder/socket"
