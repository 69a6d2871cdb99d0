#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# Builds the release preset and runs a benchmark: tables on stdout, JSON in build/results/.
# Usage: tests/bench/run.sh [spine|selection|durability|release] [arguments of the benchmark]
# README.md says what the figures mean.
set -euo pipefail
cd "$(dirname "$0")/../.."
name=${1:-spine}
[ $# -gt 0 ] && shift
case $name in
  spine) packages=test targets=(spine_bench winnowd) ;;
  durability) packages=test targets=(durability_bench) ;;
  release) packages=test targets=(release_bench winnowd) ;;
  selection) packages=bench targets=(selection_bench winnowd peers) ;;
  *) echo "run.sh: no such benchmark; there are: spine, selection, durability, release" >&2; exit 2 ;;
esac
deploy/install_packages.sh "$packages" >&2
cmake --preset release -DWINNOW_TESTS=ON >&2
cmake --build --preset release --target "${targets[@]}" >&2
WINNOW_COMMIT=$(git describe --always --dirty 2>/dev/null || echo unknown)
export WINNOW_COMMIT

# Everything lies in one folder, which servers that do not run as root can enter.
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
chmod 711 "$TMPDIR"
mkfifo "$TMPDIR/alive"

# A group of its own, so that a signal ends the servers that the benchmark started as well. All of
# it holds the pipe open.
set -m
"build/release/bin/${name}_bench" "$@" 3>"$TMPDIR/alive" &
bench=$!
exec 4<"$TMPDIR/alive"
trap 'kill -TERM -- -$bench 2>/dev/null' INT TERM HUP
rc=0
wait "$bench" || rc=$?
cat <&4 >/dev/null || true # ends when the last of the group has
exit "$rc"
