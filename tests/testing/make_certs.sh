#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# Makes certificates for tests in a folder: NAME.crt and NAME.key for each of
#   ca, other-ca               authorities; the second is one that nobody trusts
#   server, server-renewed     127.0.0.1 and localhost, by ca
#   server-expired             the same, over since yesterday
#   NAME...                    clients by ca; a name with ":" is an alternative name such as
#                              URI:spiffe://test/x, whose files are called by its last part
#   expired, stranger          clients: by ca and over since yesterday, and by other-ca
# Usage: tests/testing/make_certs.sh FOLDER [NAME...]
set -euo pipefail
cd "${1:?the folder}"
shift
umask 077

authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$1" \
    -keyout "$1.key" -out "$1.crt" 2>/dev/null
}

# sign FILE AUTHORITY DAYS COMMON-NAME EXTENSIONS
sign() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$4" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -days "$3" \
    -extfile <(printf '%b' "$5") -out "$1.crt" 2>/dev/null
  rm "$1.csr"
}

readonly server='extendedKeyUsage=serverAuth\nsubjectAltName=IP:127.0.0.1,DNS:localhost\n'
readonly client='extendedKeyUsage=clientAuth\n'

authority ca
authority other-ca
sign server ca 30 server "$server"
sign server-renewed ca 30 server-renewed "$server"
sign server-expired ca -1 server "$server"
for name in "$@"; do
  case "$name" in
    *:*) sign "${name##*[:/]}" ca 30 "" "${client}subjectAltName=$name\n" ;;
    *) sign "$name" ca 30 "$name" "$client" ;;
  esac
done
sign expired ca -1 expired "$client"
sign stranger other-ca 30 stranger "$client"
