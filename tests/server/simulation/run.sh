#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# Builds winnow-simulate (preset release) and measures what every policy is worth on real releases:
# the table of README.md, with what release-evaluation must reach, and build/results/simulation.json,
# simulation.html and simulation_cells.json. Exits 1 where it does not reach it.
# Usage: tests/server/simulation/run.sh [--replicates N]
# The files are in ../shared/data, or where WINNOW_SHARED_DATA says; without them it says so and
# exits with 77.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
readonly data=${WINNOW_SHARED_DATA:-../shared/data}
replicates=200
if [ "${1:-}" = --replicates ]; then replicates=$2; fi
for file in afrispeech_asr.csv earnings21_asr.csv slurp_agent.csv; do
  if [ ! -f "$data/$file" ]; then
    echo "run.sh: skipped: $data/$file is not there" >&2
    exit 77
  fi
done

cmake --preset release >&2
cmake --build --preset release --target winnow-simulate >&2
mkdir -p build/results
readonly cells=build/results/simulation_cells.json
started=$(date +%s.%N)
build/release/bin/winnow-simulate run --replicates "$replicates" \
  --data "$data/afrispeech_asr.csv" --truth whisper_md,whisper_md_all --truth whisper_md,whisper_md_clin --truth whisper_md,whisper_lg \
  --data "$data/earnings21_asr.csv" --truth google,amazon --truth rev_kaldi,rev_espnet \
  --data "$data/slurp_agent.csv" --truth google_hermit,multi_slurp_hermit \
  -o build/results/simulation.html --json "$cells" >build/results/simulation.txt
ended=$(date +%s.%N)
python3 -B tests/server/simulation/must_reach.py "$cells" build/results/simulation.json "$started" "$ended"
