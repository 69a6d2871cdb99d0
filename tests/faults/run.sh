#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# Builds the preset dev and runs the experiments of README.md; figures in build/results/faults.json.
# Usage: tests/faults/run.sh [--long]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ "${1:-}" = --long ]; then
  shift
  export WINNOW_FAULT_TRIALS=1000 WINNOW_LONG_FAULTS=1
  long=1
fi
cmake --preset dev >&2
cmake --build --preset dev --target winnowd faults_test faults_serving_test history_test storage_conformance_test >&2

WINNOW_RESULTS_DIR=$(mktemp -d)
export WINNOW_RESULTS_DIR
trap 'rm -rf "$WINNOW_RESULTS_DIR"' EXIT
[ -d /dev/shm ] && export TMPDIR=/dev/shm
failed=0

# Each test that fits the filter $2 in a process of its own: engines whose disk failed keep their
# files open until the process ends.
run_each() {
  local binary=build/dev/bin/$1 test
  for test in $("$binary" --gtest_list_tests --gtest_filter="$2" |
    awk '/^[^ ]+\.$|^[^ ]+\. / {suite = $1} /^  / {print suite $1}'); do
    "$binary" --gtest_filter="$test" || failed=1
  done
}
run_each faults_test '*'
run_each faults_serving_test '*'
run_each history_test '*'
run_each storage_conformance_test '*ModelTest*'

if [ -n "${long:-}" ]; then
  # Bugs are only worth planting under tests that pass.
  if [ "$failed" = 0 ]; then tests/faults/seeded_bugs.py || failed=1; fi
  # On a disk, where a sync costs something.
  if env -u TMPDIR tests/bench/run.sh durability; then
    cp build/results/bench_durability.json "$WINNOW_RESULTS_DIR"
  else
    failed=1
  fi
fi

mkdir -p build/results
# Each experiment left its figures; those of one name add up.
python3 - "$WINNOW_RESULTS_DIR" >build/results/faults.json <<'PYTHON'
import collections, json, pathlib, sys
sums = collections.Counter()
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    for name, value in json.loads(path.read_text()).items():
        if isinstance(value, (int, float)):
            sums[name] += value
print(json.dumps(sums, indent=2, sort_keys=True))
PYTHON
cat build/results/faults.json
exit "$failed"
