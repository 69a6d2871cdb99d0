#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages of deploy/packages.txt that are missing; does nothing where none is.
# Usage: deploy/install_packages.sh run|build|test|bench
#   run    what the binaries link
#   build  run, and what compiles them
#   test   build, and what the tests need
#   bench  test, and what the benchmarks compare Winnow with
# Starts no service: those that packages bring stay stopped.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

sections_of() {
  case "$1" in
    run) echo "run" ;;
    build) echo "run build" ;;
    test) echo "run build test" ;;
    bench) echo "run build test bench" ;;
    *) echo "usage: install_packages.sh run|build|test|bench" >&2; return 2 ;;
  esac
}

# Prints "package command" for each line of the sections.
listed() {
  awk -v wanted=" $1 " '
    { sub(/#.*/, "") }
    /^\[/ { gsub(/[][ ]/, ""); on = index(wanted, " " $0 " ") > 0; next }
    on && NF { print $1, $2 }' "$here/packages.txt"
}

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing() {
  local package command
  listed "$1" | while read -r package command; do
    is_installed "$package" && continue
    [ -n "$command" ] && command -v "$command" >/dev/null && continue
    echo "$package"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "install_packages.sh: needs root or sudo for: $*" >&2
    return 1
  fi
}

# Debian asks policy-rc.d before a package starts its service; 101 means no.
readonly policy=/usr/sbin/policy-rc.d
forbid_services() {
  [ -e "$policy" ] && return
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
  trap 'as_root rm -f "$policy"' EXIT
}

main() {
  command -v dpkg-query >/dev/null || { echo "install_packages.sh: needs Debian" >&2; return 1; }
  local sections packages
  sections=$(sections_of "${1:-}")
  mapfile -t packages < <(missing "$sections")
  if [ ${#packages[@]} = 0 ]; then
    echo "packages ($1): all present"
    return
  fi
  echo "packages ($1): installing ${packages[*]}"
  forbid_services
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${packages[@]}"
  # A stopped service would start at the next boot unless it is disabled as well.
  command -v systemctl >/dev/null || return 0
  local service
  for service in postgresql prometheus redis-server; do
    [[ " ${packages[*]} " == *" $service "* ]] || continue
    as_root systemctl disable --quiet "$service.service" 2>/dev/null || true
  done
}

main "$@"
