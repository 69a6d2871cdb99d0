#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# Installs what the tests need, builds, and runs every test; ends with ctest's own summary.
# Usage: tests/run.sh [ctest arguments, such as -R Layering]
# Safe to run again: only what changed is built. Environment: JOBS (default: the number of cores).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly jobs=${JOBS:-$(nproc)}
readonly buf=proto/node_modules/.bin/buf

# Runs a command under a title and says how long it took.
step() {
  local title=$1 start=$SECONDS
  shift
  echo "== $title"
  "$@" || { echo "== $title: FAILED after $((SECONDS - start)) s" >&2; return 1; }
  echo "== $title: $((SECONDS - start)) s"
}

# The buf that proto/package-lock.json pins. Its binary comes as a package of its own, so that no
# install script has to run.
install_buf() {
  local wanted
  wanted=$(sed -n 's/.*"@bufbuild\/buf": "\(.*\)".*/\1/p' proto/package.json)
  [ "$("$buf" --version 2>/dev/null)" = "$wanted" ] && return
  npm ci --prefix proto --ignore-scripts --no-audit --no-fund --loglevel=error
}

# Lint, and no change that breaks clients of the committed image. A wanted change of the API, such as
# a method that was never released, renews the image: npm run --prefix proto image
check_protos() {
  install_buf && "$buf" lint proto && "$buf" breaking proto --against proto/image.binpb
}

configure() { cmake --preset dev >build/configure.log 2>&1 || { cat build/configure.log; return 1; }; }

mkdir -p build
step "packages" deploy/install_packages.sh test
step "protos: lint and breaking changes" check_protos
step "configure (preset dev)" configure
step "build (preset dev)" cmake --build --preset dev -j "$jobs"
step "tests" ctest --preset dev -j "$((jobs > 2 ? jobs : 2))" "$@"
