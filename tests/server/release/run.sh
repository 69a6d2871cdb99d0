#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# Builds the preset dev and runs the experiments of README.md; their figures take the place of those
# of before in build/results/releases.json, the others there stay (tests/bench/run.sh release).
# Usage: tests/server/release/run.sh [--long]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
if [ "${1:-}" = --long ]; then export WINNOW_LONG_FAULTS=1; fi
# Binaries whose experiments publish figures.
readonly tests=(release_test release_gate_test)
cmake --preset dev >&2
cmake --build --preset dev --target "${tests[@]}" >&2

WINNOW_RESULTS_DIR=$(mktemp -d)
export WINNOW_RESULTS_DIR
trap 'rm -rf "$WINNOW_RESULTS_DIR"' EXIT
failed=0
for test in "${tests[@]}"; do "build/dev/bin/$test" || failed=1; done

mkdir -p build/results
# Each experiment left its figures under names of its own.
python3 - "$WINNOW_RESULTS_DIR" build/results/releases.json <<'PYTHON'
import json, pathlib, sys
folder, merged = map(pathlib.Path, sys.argv[1:])
figures = {}
for path in sorted(folder.glob('*.json')):
    figures.update(json.loads(path.read_text()))
known = json.loads(merged.read_text()) if merged.exists() else {}
merged.write_text(json.dumps({**known, **figures}, indent=2) + '\n')
PYTHON
cat build/results/releases.json
exit "$failed"
