#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# Starts PostgreSQL on a Unix socket with a cluster in a folder of its own, asks it, and stops it
# whatever happens. Prints the report, or why there is none.
# Usage: postgres.sh POOL_FILE FOLDER_OF_BINARIES
set -euo pipefail
pool=$1
peer=$2/postgres_peer

skip() { echo "{\"skipped\": \"$1\"}"; exit 0; }
programs=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$programs/postgres" ] || skip "postgresql is not installed"
[ -x "$peer" ] || skip "libpq-dev was not installed at build time"

# PostgreSQL refuses to run as root.
as_owner=()
[ "$(id -u)" != 0 ] || as_owner=(setpriv --reuid postgres --regid postgres --clear-groups)

folder=$(mktemp -d)
server=
stop() {
  # The signal of a fast shutdown.
  [ -z "$server" ] || { kill -INT "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 143' TERM
trap 'exit 130' INT HUP

mkdir "$folder/data"
touch "$folder/log"
[ ${#as_owner[@]} = 0 ] || chown -R postgres:postgres "$folder"
cd "$folder"
"${as_owner[@]}" "$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C \
  >"$folder/log"
# Durable as by default; memory for all rows, and no checkpoint during the run.
"${as_owner[@]}" "$programs/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= \
  -c shared_buffers=2GB -c maintenance_work_mem=512MB -c max_wal_size=16GB \
  -c checkpoint_timeout=1h -c wal_level=minimal -c max_wal_senders=0 -c jit=off \
  >>"$folder/log" 2>&1 </dev/null &
server=$!
# Its log says when it listens; `tail` ends with a server that does not get as far.
grep -q -m1 "ready to accept connections" < <(tail -f -n +1 --pid="$server" "$folder/log") ||
  { cat "$folder/log" >&2; exit 1; }
"$peer" "$pool" "$folder"
