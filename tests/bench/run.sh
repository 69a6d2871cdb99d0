#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# Builds the release preset and runs a benchmark: a table on stdout, JSON in build/results/.
# Usage: tests/bench/run.sh [spine] [arguments of the benchmark]
set -euo pipefail
cd "$(dirname "$0")/../.."
name=${1:-spine}
[ $# -gt 0 ] && shift
case $name in
  spine) ;;
  *) echo "run.sh: no such benchmark; there is: spine" >&2; exit 2 ;;
esac
deploy/install_packages.sh test >&2
cmake --preset release -DWINNOW_TESTS=ON >&2
cmake --build --preset release --target "${name}_bench" winnowd >&2
WINNOW_COMMIT=$(git describe --always --dirty 2>/dev/null || echo unknown)
export WINNOW_COMMIT
exec "build/release/bin/${name}_bench" "$@"
