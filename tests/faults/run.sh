#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# Builds the preset dev and runs the experiments of README.md; figures in build/results/faults.json.
# Usage: tests/faults/run.sh [--long] [arguments of the test binaries]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ "${1:-}" = --long ]; then
  shift
  export WINNOW_FAULT_TRIALS=1000
fi
cmake --preset dev >&2
cmake --build --preset dev --target faults_test faults_serving_test >&2

WINNOW_RESULTS_DIR=$(mktemp -d)
export WINNOW_RESULTS_DIR
trap 'rm -rf "$WINNOW_RESULTS_DIR"' EXIT
[ -d /dev/shm ] && export TMPDIR=/dev/shm
build/dev/bin/faults_test "$@"
build/dev/bin/faults_serving_test "$@"

mkdir -p build/results
# Each experiment left its figures; those of one name add up.
python3 - "$WINNOW_RESULTS_DIR" >build/results/faults.json <<'PYTHON'
import collections, json, pathlib, sys
sums = collections.Counter()
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    for name, value in json.loads(path.read_text()).items():
        sums[name] += value
print(json.dumps(sums, indent=2, sort_keys=True))
PYTHON
cat build/results/faults.json
