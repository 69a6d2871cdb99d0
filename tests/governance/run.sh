#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# Builds the preset dev and runs the experiments of README.md; figures in build/results/governance.json.
# Usage: tests/governance/run.sh [--long]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ "${1:-}" = --long ]; then export WINNOW_LONG_FAULTS=1; fi
# Binaries whose experiments publish figures.
readonly tests=(consent_history_test e2e_erasure_test audit_test content_test disclosure_test e2e_cells_test)
cmake --preset dev >&2
cmake --build --preset dev --target winnowd winnow "${tests[@]}" >&2

WINNOW_RESULTS_DIR=$(mktemp -d)
export WINNOW_RESULTS_DIR
trap 'rm -rf "$WINNOW_RESULTS_DIR"' EXIT
failed=0
for test in "${tests[@]}"; do "build/dev/bin/$test" || failed=1; done

mkdir -p build/results
# Each experiment left its figures under names of its own.
python3 - "$WINNOW_RESULTS_DIR" >build/results/governance.json <<'PYTHON'
import json, pathlib, sys
figures = {}
for path in sorted(pathlib.Path(sys.argv[1]).glob('*.json')):
    figures.update(json.loads(path.read_text()))
print(json.dumps(figures, indent=2, sort_keys=True))
PYTHON
cat build/results/governance.json
exit "$failed"
