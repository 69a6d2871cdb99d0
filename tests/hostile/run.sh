#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# Builds the preset dev and runs the peers of README.md; figures in build/results/hostile.json.
# Usage: tests/hostile/run.sh [--long]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ "${1:-}" = --long ]; then export WINNOW_LONG_FAULTS=1; fi
# Binaries whose experiments publish figures.
readonly tests=(hostile_test overload_test)
cmake --preset dev >&2
cmake --build --preset dev --target winnowd "${tests[@]}" >&2

WINNOW_RESULTS_DIR=$(mktemp -d)
export WINNOW_RESULTS_DIR
trap 'rm -rf "$WINNOW_RESULTS_DIR"' EXIT
failed=0
for test in "${tests[@]}"; do "build/dev/bin/$test" || failed=1; done

mkdir -p build/results
# Each experiment left its figures. Counts add up; of the rest the worst counts.
python3 - "$WINNOW_RESULTS_DIR" >build/results/hostile.json <<'PYTHON'
import collections, json, pathlib, sys
COUNTS = ('hostile_total', 'hostile_survived', 'methods_total', 'methods_with_rule')
WORST_IS_LEAST = ('goodput_10x',)
figures = collections.defaultdict(list)
for path in sorted(pathlib.Path(sys.argv[1]).glob('*.json')):
    for name, value in json.loads(path.read_text()).items():
        figures[name].append(value)
worst = {name: sum(values) if name in COUNTS else min(values) if name in WORST_IS_LEAST else max(values)
         for name, values in figures.items()}
print(json.dumps(worst, indent=2, sort_keys=True))
PYTHON
cat build/results/hostile.json
exit "$failed"
